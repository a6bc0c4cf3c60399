package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MigrationTest {

  private static final Path FOLDER =
      Path.of("src/main/resources/dev/starstream/aggregates/migrations");

  /** A column stands on a line of its own: name, type, and whatever else. */
  private static final Pattern COLUMN = Pattern.compile("    ([a-z_]+) [A-Z][A-Za-z0-9]+.*");

  static Stream<Migration> migrations() {
    return Migration.all().stream();
  }

  static Stream<Migration> tables() {
    return migrations().filter(migration -> migration.sql().contains("CREATE TABLE"));
  }

  @Test
  void index_namesEveryFileInTheOrderOfTheirNumbers() throws IOException {
    try (var files = Files.list(FOLDER)) {
      var onDisk =
          files
              .map(path -> path.getFileName().toString())
              .filter(name -> name.endsWith(".sql"))
              .sorted()
              .toList();
      assertThat(migrations().map(Migration::name)).containsExactlyElementsOf(onDisk);
    }
    assertThat(migrations().map(Migration::version)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("migrations")
  void file_isOneStatementThatMayBeRepeated(Migration migration) {
    var code = withoutComments(migration.sql());
    assertThat(withoutStrings(code)).doesNotContain(";");
    assertThat(code.strip())
        .matches(
            Pattern.compile(
                "^CREATE (TABLE IF NOT EXISTS|MATERIALIZED VIEW IF NOT EXISTS|VIEW IF NOT EXISTS"
                    + "|OR REPLACE FUNCTION|OR REPLACE VIEW) .*"
                    + "|^ALTER TABLE [a-z_]+\\s+MODIFY (SETTING|COLUMN) .*"
                    + "|^ALTER TABLE [a-z_]+ DROP PROJECTION IF EXISTS .*"
                    + "|^DROP (TABLE|VIEW) IF EXISTS .*",
                Pattern.DOTALL));
  }

  @ParameterizedTest
  @MethodSource("migrations")
  void file_beginsByTellingWhatItIsFor(Migration migration) {
    assertThat(migration.sql()).startsWith("-- ");
  }

  @ParameterizedTest
  @MethodSource("migrations")
  void everyColumn_hasItsComment(Migration migration) {
    if (withoutComments(migration.sql()).contains(" MATERIALIZED VIEW ")) {
      // It has the columns of the table that it feeds.
      return;
    }
    migration
        .sql()
        .lines()
        .takeWhile(line -> !line.startsWith(")"))
        .filter(line -> COLUMN.matcher(line).matches())
        .forEach(line -> assertThat(line).matches(".* COMMENT '[^']{3,}'.*"));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyTable_remembersItsInsertTokens(Migration migration) {
    assertThat(migration.sql()).containsPattern("\nENGINE = [A-Za-z]*MergeTree\n");
    var window =
        Pattern.compile("\nSETTINGS non_replicated_deduplication_window = (\\d+)")
            .matcher(migration.sql());
    assertThat(window.find()).isTrue();
    assertThat(Integer.parseInt(window.group(1)))
        .isGreaterThanOrEqualTo(DeduplicationCheck.MIN_WINDOW);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void engineOrderAndTtl_sayWhatTheyServe(Migration migration) {
    var lines = migration.sql().lines().toList();
    for (var i = 0; i < lines.size(); i++) {
      if (lines.get(i).matches("(ENGINE|ORDER BY|TTL) .*")) {
        assertThat(lines.get(i - 1)).as("remark by " + lines.get(i)).startsWith("-- ");
      }
    }
  }

  @Test
  void everyMaterializedView_feedsANamedTable() {
    assertThat(migrations().filter(migration -> migration.name().endsWith("_mv.sql")))
        .isNotEmpty()
        .allSatisfy(
            migration ->
                assertThat(migration.sql())
                    .containsPattern(
                        "CREATE MATERIALIZED VIEW IF NOT EXISTS (\\w+)_mv TO \\1 AS\n"));
  }

  @Test
  void rowMappings_writeColumnsThatTheTablesHave() {
    for (RowMapping<?> mapping :
        List.of(new AnswerScoreRow(), new AnswerTextRow(), new RejectedAnswerRow())) {
      var columns = TableColumns.of(mapping.table());
      var written = new LinkedHashMap<String, String>();
      mapping.columns().forEach(column -> written.put(column.name(), column.type()));
      assertThat(written).hasSameSizeAs(mapping.columns());
      // What is left to ClickHouse.
      columns.remove("inserted_at");
      assertThat(written).isEqualTo(columns);
    }
  }

  @Test
  void checksum_isOfTheFileAsItIs() {
    var one = Migration.of("0001_a.sql", "SELECT 1;\n");
    assertThat(one.sql()).isEqualTo("SELECT 1");
    assertThat(one.checksum())
        .isEqualTo("b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd")
        .isNotEqualTo(Migration.of("0001_a.sql", "SELECT 1; \n").checksum());
  }

  @Test
  void nameWithoutNumber_isRefused() {
    assertThatThrownBy(() -> Migration.of("answers.sql", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("answers.sql")
        .hasMessageContaining("expected: 4 digits");
  }

  private static String withoutComments(String sql) {
    return sql.lines()
        .filter(line -> !line.strip().startsWith("--"))
        .reduce("", (a, b) -> a + "\n" + b);
  }

  private static String withoutStrings(String sql) {
    return sql.replaceAll("'[^']*'", "''");
  }
}
