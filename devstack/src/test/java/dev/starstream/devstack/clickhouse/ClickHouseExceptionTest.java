package dev.starstream.devstack.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClickHouseExceptionTest {

  @ParameterizedTest
  @CsvSource({
    "Code: 60. DB::Exception: Unknown table (UNKNOWN_TABLE),60,404",
    "Code: 62. DB::Exception: Syntax error (SYNTAX_ERROR),62,400",
    "Code: 241. DB::Exception: Code: 241. DB::Exception: memory,241,500",
    "no code at all,1001,500"
  })
  void engineMessage_givesCodeAndStatus(String message, int code, int status) {
    // When
    var exception = ClickHouseException.fromEngine(message);

    // Then
    assertThat(exception.code()).isEqualTo(code);
    assertThat(exception.httpStatus()).isEqualTo(status);
    assertThat(exception).hasMessage(message);
  }
}
