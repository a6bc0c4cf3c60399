package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.QuerySettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a repeated insert would be dropped, in the base tables and in everything that
 * materialized views feed from them: asked of the server, since a profile, a hand-made view or an
 * ALTER can undo what the migrations say.
 */
final class DeduplicationCheck {

  /** What the sink asks for with every insert; the server may still be told otherwise. */
  static final Map<String, String> INSERT_SETTINGS =
      Map.of(
          "async_insert", "0",
          "insert_deduplicate", "1",
          "deduplicate_blocks_in_dependent_materialized_views", "1",
          "materialized_views_ignore_errors", "0");

  /** The fewest inserts that a table must remember. */
  static final int MIN_WINDOW = 1000;

  private static final String TABLES = Resources.text("statements/sink_tables.sql");
  private static final String SETTINGS = Resources.text("statements/sink_settings.sql");
  private static final String WINDOW_DEFAULTS = Resources.text("statements/window_defaults.sql");

  /** ClickHouse writes names as they are or in backticks. */
  private static final Pattern VIEW_TARGET =
      Pattern.compile("^CREATE MATERIALIZED VIEW \\S+(?: UUID '[^']*')? TO (?:(\\S+)\\.)?(\\S+)");

  /** A table or view as system.tables has it. */
  record TableFacts(String engine, String engineFull, String createQuery, List<String> views) {}

  /**
   * Asks the server.
   *
   * @param written the tables that the sink inserts into
   * @throws SinkException if something is wrong; it names every fault
   */
  static void require(Client client, Set<String> written) {
    var problems = problems(client, written);
    if (!problems.isEmpty()) {
      throw new SinkException(
          "The sink does not run, since repeated inserts would be counted twice: "
              + String.join("; ", problems));
    }
  }

  /**
   * What is wrong.
   *
   * @param written the tables that the sink inserts into
   * @return one sentence a fault; empty if all is as it must be
   */
  static List<String> problems(Client client, Set<String> written) {
    var tables = new LinkedHashMap<String, TableFacts>();
    for (var row : client.queryAll(TABLES)) {
      tables.put(
          row.getString("name"),
          new TableFacts(
              row.getString("engine"),
              row.getString("engine_full"),
              row.getString("create_table_query"),
              row.getList("views")));
    }
    var settings = new QuerySettings();
    INSERT_SETTINGS.forEach(settings::serverSetting);
    return problems(
        written,
        tables,
        values(client, SETTINGS, settings),
        values(client, WINDOW_DEFAULTS, new QuerySettings()));
  }

  private static Map<String, String> values(Client client, String sql, QuerySettings settings) {
    var values = new HashMap<String, String>();
    for (var row : client.queryAll(sql, Map.of(), settings)) {
      values.put(row.getString("name"), row.getString("value"));
    }
    return values;
  }

  static List<String> problems(
      Set<String> written,
      Map<String, TableFacts> tables,
      Map<String, String> settings,
      Map<String, String> windowDefaults) {
    var problems = new ArrayList<String>();
    INSERT_SETTINGS.forEach(
        (name, expected) -> {
          var value = settings.get(name);
          if (value != null && !value.equals(expected)) {
            problems.add("setting " + name + ": " + value + " (expected: " + expected + ")");
          }
        });
    // Newer servers have one more switch beside insert_deduplicate.
    if ("disable".equals(settings.get("deduplicate_insert"))) {
      problems.add("setting deduplicate_insert: disable (expected: enable)");
    }
    var checked = new LinkedHashSet<String>();
    for (var table : written) {
      checkTable(table, tables, windowDefaults, checked, problems);
    }
    return problems;
  }

  private static void checkTable(
      String name,
      Map<String, TableFacts> tables,
      Map<String, String> windowDefaults,
      Set<String> checked,
      List<String> problems) {
    if (!checked.add(name)) {
      return;
    }
    var table = tables.get(name);
    if (table == null) {
      problems.add("table " + name + ": not there (expected: migrate has run)");
      return;
    }
    var setting =
        table.engine().startsWith("Replicated")
            ? "replicated_deduplication_window"
            : "non_replicated_deduplication_window";
    var window = window(setting, table.engineFull(), windowDefaults);
    if (window < MIN_WINDOW) {
      problems.add(
          "table %s: %s is %d (expected: at least %d, by ALTER TABLE %s MODIFY SETTING %s = 10000)"
              .formatted(name, setting, window, MIN_WINDOW, name, setting));
    }
    for (var view : table.views()) {
      checkView(view, tables, windowDefaults, checked, problems);
    }
  }

  private static void checkView(
      String name,
      Map<String, TableFacts> tables,
      Map<String, String> windowDefaults,
      Set<String> checked,
      List<String> problems) {
    var view = tables.get(name);
    if (view == null || !view.engine().equals("MaterializedView")) {
      // Of another database or a plain view: nothing of ours is fed by it.
      return;
    }
    var target = VIEW_TARGET.matcher(view.createQuery());
    if (!target.find()) {
      problems.add(
          "materialized view " + name + ": has a table of its own (expected: TO a named table)");
      return;
    }
    checkTable(target.group(2).replace("`", ""), tables, windowDefaults, checked, problems);
  }

  private static long window(
      String setting, String engineFull, Map<String, String> windowDefaults) {
    var named = Pattern.compile("\\b" + setting + " = (\\d+)").matcher(engineFull);
    return Long.parseLong(
        named.find() ? named.group(1) : windowDefaults.getOrDefault(setting, "0"));
  }

  private DeduplicationCheck() {}
}
