package dev.starstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                             | JSON",
        "*/*                                            | JSON",
        "application/json                               | JSON",
        "text/html,application/xhtml+xml,*/*;q=0.8      | JSON",
        "text/csv                                       | CSV",
        "Text/CSV; charset=utf-8                        | CSV",
        "text/csv, application/json                     | JSON",
        "text/csv, application/json;q=0.5               | CSV",
        "text/csv;q=0.5, application/json               | JSON",
        "text/csv;q=0, */*                              | JSON",
        "application/json;q=0, */*                      | CSV",
        "text/*                                         | CSV",
        "application/x-ndjson                           | NDJSON",
        "application/x-ndjson, application/json         | JSON",
        "application/x-ndjson, */*;q=0.1                | NDJSON",
        "application/*                                  | JSON",
        "image/png                                      | none",
        "application/json;q=0                           | none",
        "application/json;q=much                        | none",
        ";;,,;q=                                        | none"
      })
  void headerChoosesTheFormat(String header, String format) {
    assertThat(Accepted.of(header).map(Enum::name).orElse("none")).isEqualTo(format);
  }
}
