package dev.starstream.devstack.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatementTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1|",
        "SELECT 1 FORMAT JSONEachRow|JSONEachRow",
        "select 1 format CSV ;|CSV",
        "SELECT 1 FORMAT JSON SETTINGS max_threads = 1|JSON",
        "SELECT format FROM t|",
        "SELECT 1 AS format, 2|",
        "SELECT \"FORMAT CSV\" FROM t|",
        "SELECT 'it''s FORMAT CSV'|",
        "SELECT 'a\\' FORMAT CSV'|",
        "SELECT 1 -- FORMAT CSV|",
        "SELECT 1 /* FORMAT CSV */ FORMAT TSV|TSV",
        "SELECT * FROM (SELECT 1 FORMAT CSV)|",
        "SELECT $x$ FORMAT CSV $x$|"
      })
  void formatClause_isFoundOnlyWhereItIsOne(String sql, String format) {
    assertThat(SqlStatement.of(sql).format()).isEqualTo(Optional.ofNullable(format));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1|true",
        "(SELECT 1)|true",
        "/* why */ WITH 1 AS x SELECT x|true",
        "SHOW TABLES|true",
        "INSERT INTO t VALUES (1)|false",
        "DROP TABLE t|false"
      })
  void readingStatements_areKnown(String sql, boolean reads) {
    assertThat(SqlStatement.of(sql).reads()).isEqualTo(reads);
  }

  @ParameterizedTest
  @CsvSource({
    "SELECT 1, false",
    "truncate table t, false",
    "DROP TABLE t, false",
    "SYSTEM STOP MERGES, false",
    "INSERT INTO t VALUES (1), true",
    "insert into t select 1, true",
    "CREATE TABLE t (x Int8) ENGINE = MergeTree, true",
    "ALTER TABLE t DELETE WHERE 1, true",
    "OPTIMIZE TABLE t, true"
  })
  void statementsThatWrite_areKnown(String sql, boolean needsSpace) {
    assertThat(SqlStatement.of(sql).needsSpace()).isEqualTo(needsSpace);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "INSERT INTO t VALUES| (1)|INSERT INTO t  FROM INFILE 'f' COMPRESSION 'none'  FORMAT"
            + " Values",
        "INSERT INTO d.t (a, b) FORMAT CSV|1,2|INSERT INTO d.t (a, b)  FROM INFILE 'f' COMPRESSION"
            + " 'none'  FORMAT CSV",
        "insert into `values` (`format`) format TSV|x|insert into `values` (`format`)  FROM INFILE"
            + " 'f' COMPRESSION 'none'  FORMAT TSV",
        "INSERT INTO TABLE t SETTINGS async_insert = 0 FORMAT TSV|x|INSERT INTO TABLE t  FROM"
            + " INFILE 'f' COMPRESSION 'none' SETTINGS async_insert = 0  FORMAT TSV",
        "INSERT INTO t (a)|;x|INSERT INTO t (a) FROM INFILE 'f' COMPRESSION 'none'  FORMAT Native",
        "INSERT INTO format FORMAT TSV|x|INSERT INTO format  FROM INFILE 'f' COMPRESSION 'none' "
            + " FORMAT TSV"
      })
  void insertWithRows_becomesInsertFromFile(String insert, String rows, String expected) {
    // Given
    String separator = rows.startsWith(";") || insert.endsWith("VALUES") ? "" : "\n";
    String text = insert + separator + rows;

    // When
    var found = SqlStatement.of(text).rows().orElseThrow();

    // Then
    assertThat(found.fromFile(text, "f", "Native")).isEqualTo(expected);
    assertThat(text.substring(found.start())).isEqualTo(rows.replace(";", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t SELECT 1",
        "INSERT INTO t (a) SELECT 1 FORMAT CSV",
        "INSERT INTO t (SELECT 1)",
        "INSERT INTO t WITH 1 AS x SELECT x",
        "INSERT INTO t FROM INFILE 'x' FORMAT CSV",
        "SELECT 1",
        ""
      })
  void statementsWithoutOwnRows_haveNone(String sql) {
    assertThat(SqlStatement.of(sql).rows()).isEmpty();
  }

  @Test
  void onlyOneLineEnd_isPassedOverBeforeRows() {
    // Given
    String text = "INSERT INTO t FORMAT RowBinary \r\n\n\0\1";

    // When
    var rows = SqlStatement.of(text).rows().orElseThrow();

    // Then
    assertThat(text.substring(rows.start())).isEqualTo("\n\0\1");
  }

  @Test
  void rowsThatLookLikeSql_areNotRead() {
    // Given
    String text = "INSERT INTO t VALUES ('; DROP TABLE t; FORMAT CSV";

    // When
    var rows = SqlStatement.of(text).rows().orElseThrow();

    // Then
    assertThat(text.substring(rows.start())).isEqualTo(" ('; DROP TABLE t; FORMAT CSV");
  }

  @Test
  void secondStatement_isRefused() {
    assertThatThrownBy(() -> SqlStatement.of("SELECT 1; SELECT 2"))
        .isInstanceOf(ClickHouseException.class)
        .hasMessageContaining("Code: 62");
  }

  @Test
  void fileNameWithQuote_staysOneLiteral() {
    // Given
    String text = "INSERT INTO t FORMAT CSV\n1";

    // When
    var rows = SqlStatement.of(text).rows().orElseThrow();

    // Then
    assertThat(rows.fromFile(text, "a'b\\c", "Values")).contains("INFILE 'a\\'b\\\\c'");
  }
}
