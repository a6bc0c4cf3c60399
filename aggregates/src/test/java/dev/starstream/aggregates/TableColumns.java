package dev.starstream.aggregates;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The columns of a table as its migrations have them: the DDL is what the bytes must fit. */
final class TableColumns {

  private static final Pattern COLUMN =
      Pattern.compile(
          "    ([a-z_]+) ([A-Z][A-Za-z0-9]*(?:\\(.*?\\)+)?)(?: DEFAULT .*)? COMMENT '.*");

  private static final Pattern CHANGED_COLUMN =
      Pattern.compile("    MODIFY COLUMN ([a-z_]+) ([A-Z][A-Za-z0-9()]*)");

  /** Types by column name, as they are after all migrations. */
  static Map<String, String> of(String table) {
    var migration =
        Migration.all().stream()
            .filter(one -> one.sql().contains("CREATE TABLE IF NOT EXISTS " + table + "\n"))
            .findFirst()
            .orElseThrow();
    var columns = new LinkedHashMap<String, String>();
    migration
        .sql()
        .lines()
        .takeWhile(line -> !line.startsWith(")"))
        .map(COLUMN::matcher)
        .filter(matcher -> matcher.matches())
        .forEach(matcher -> columns.put(matcher.group(1), matcher.group(2)));
    Migration.all().stream()
        .filter(one -> one.sql().contains("ALTER TABLE " + table + "\n"))
        .flatMap(one -> CHANGED_COLUMN.matcher(one.sql()).results())
        .forEach(change -> columns.replace(change.group(1), change.group(2)));
    return columns;
  }

  private TableColumns() {}
}
