package dev.starstream.devstack.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryRequestTest {

  @Test
  void urlParameters_areSettingsUnlessTheProtocolKnowsThem() {
    // When
    var request =
        QueryRequest.of(
            "query=SELECT%20%7Bx%3AString%7D+AS+y&param_x=a%26b&max_threads=2&user=u&password=p"
                + "&query_id=q1&database=d&default_format=CSV&compress=1",
            new Headers());

    // Then
    assertThat(request)
        .isEqualTo(
            new QueryRequest(
                "SELECT {x:String} AS y",
                "q1",
                Map.of("max_threads", "2"),
                Map.of("x", "a&b"),
                "d",
                Optional.of("CSV"),
                false,
                true));
  }

  @Test
  void noUrlParameters_isAnEmptyRequestWithAnIdOfItsOwn() {
    // When
    var request = QueryRequest.of(null, new Headers());

    // Then
    assertThat(request.query()).isEmpty();
    assertThat(request.queryId()).isNotEmpty();
    assertThat(request.setStatement()).isEmpty();
  }

  @Test
  void headers_giveDatabaseAndFormat() {
    // Given
    var headers = new Headers();
    headers.set("X-ClickHouse-Database", "d");
    headers.set("X-ClickHouse-Format", "RowBinaryWithNamesAndTypes");

    // When
    var request = QueryRequest.of("", headers);

    // Then
    assertThat(request.database()).isEqualTo("d");
    assertThat(request.defaultFormat()).contains("RowBinaryWithNamesAndTypes");
  }

  @Test
  void settingValue_cannotLeaveItsQuotes() {
    // When
    var request = QueryRequest.of("a=%27%2C+b%3D%27x%5C&", new Headers());

    // Then
    assertThat(request.setStatement()).contains("SET a = '\\', b=\\'x\\\\'");
  }

  @ParameterizedTest
  @CsvSource({"a+b=1,115", "session_id=1,48", "role=admin,511"})
  void whatCannotBeHonoured_isRefusedWithClickHousesCode(String url, int code) {
    assertThatThrownBy(() -> QueryRequest.of(url, new Headers()))
        .isInstanceOfSatisfying(
            ClickHouseException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
