package dev.starstream.drill;

import dev.starstream.aggregates.ClickHouseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What ClickHouse holds, asked past the fault proxy. Thread-safe. */
final class Tables {

  private final ClickHouseConfig clickHouse;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  Tables(ClickHouseConfig clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** One number of the first row of a statement file. */
  long number(String file, Map<String, String> parameters) {
    return numbers(file, parameters).get(0);
  }

  /** The numbers of the first row of a statement file. */
  List<Long> numbers(String file, Map<String, String> parameters) {
    try (var lines = lines(file, parameters)) {
      var row = lines.findFirst().orElseThrow(() -> new IllegalStateException(file + ": no row"));
      return Arrays.stream(row.split("\t", -1)).map(Long::parseLong).toList();
    }
  }

  /** All rows of a statement file, values apart by tabs; to be closed. */
  Stream<String> lines(String file, Map<String, String> parameters) {
    return send(Statements.read(file), parameters);
  }

  void execute(String sql, Map<String, String> parameters) {
    send(sql, parameters).close();
  }

  private Stream<String> send(String sql, Map<String, String> parameters) {
    var url = new StringBuilder(clickHouse.url() + "/?database=" + clickHouse.database());
    parameters.forEach(
        (name, value) ->
            url.append("&param_")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    var request =
        HttpRequest.newBuilder(URI.create(url.toString()))
            .timeout(Duration.ofSeconds(60))
            .header("X-ClickHouse-User", clickHouse.user())
            .header("X-ClickHouse-Key", clickHouse.password())
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofLines());
      if (response.statusCode() != 200) {
        try (var lines = response.body()) {
          throw new IllegalStateException(
              "ClickHouse: " + lines.limit(5).reduce("", (all, line) -> all + line));
        }
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking ClickHouse", e);
    }
  }
}
