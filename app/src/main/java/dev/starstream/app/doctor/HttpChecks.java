package dev.starstream.app.doctor;

import dev.starstream.app.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Our own HTTP server, if it runs, and what it knows of the last verification. */
final class HttpChecks implements Examination {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Pattern DIFFERENCE =
      Pattern.compile("^starstream_reconcile_difference\\{check=\"([^\"]+)\"} (\\S+)$");
  private static final String LAST_SUCCESS = "starstream_reconcile_last_success_seconds ";

  private final Settings.Http http;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  HttpChecks(Settings.Http http) {
    this.http = http;
  }

  @Override
  public List<String> checks() {
    return List.of("http port", "verification");
  }

  @Override
  public String cure() {
    return "look at the log of `starstream serve`";
  }

  @Override
  public void examine(Consumer<Finding> found) throws IOException, InterruptedException {
    var unasked = Finding.unknown("verification", "`starstream verify` asks now");
    if (http.port() == 0) {
      found.accept(Finding.ok("http port", "any that is free, as http.port is 0"));
      found.accept(unasked);
    } else {
      found.accept(isOurs(found) ? verification(get("/metrics").body()) : unasked);
    }
  }

  private boolean isOurs(Consumer<Finding> found) throws IOException, InterruptedException {
    var address = http.host() + ":" + http.port();
    try {
      var live = get("/livez");
      if (live.statusCode() != 200 || !live.body().contains("\"live\"")) {
        found.accept(taken(address));
        return false;
      }
      var ready = get("/readyz");
      found.accept(
          ready.statusCode() == 200
              ? Finding.ok("http port", address + ": Starstream serves and is ready")
              : Finding.warning(
                  "http port",
                  address + ": Starstream serves and is not ready",
                  "curl http://" + address + "/readyz says why"));
      return true;
    } catch (ConnectException e) {
      found.accept(free(address));
      return false;
    } catch (IOException e) {
      found.accept(taken(address));
      return false;
    }
  }

  private Finding free(String address) {
    try {
      new ServerSocket(http.port(), 1, InetAddress.getByName(http.host())).close();
      return Finding.ok("http port", address + ": free, nobody serves there");
    } catch (IOException e) {
      return Finding.wrong(
          "http port",
          address + ": cannot be listened at: " + e.getMessage(),
          "another http.host or http.port");
    }
  }

  private static Finding taken(String address) {
    return Finding.wrong(
        "http port",
        address + ": taken by another program",
        "stop it, or take another: --set http.port=8090");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var host = http.host().equals("0.0.0.0") ? "127.0.0.1" : http.host();
    var request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + http.port() + path))
            .timeout(PATIENCE)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  /**
   * @param metrics in Prometheus' text format
   */
  static Finding verification(String metrics) {
    var check = "verification";
    var last = metrics.lines().filter(line -> line.startsWith(LAST_SUCCESS)).findFirst();
    if (last.isEmpty()) {
      return Finding.unknown(check, "none has come to its end here; `starstream verify` asks now");
    }
    var at =
        Instant.ofEpochSecond(
            (long) Double.parseDouble(last.get().substring(LAST_SUCCESS.length())));
    var differing =
        metrics
            .lines()
            .map(DIFFERENCE::matcher)
            .filter(matcher -> matcher.matches() && Double.parseDouble(matcher.group(2)) != 0)
            .map(matcher -> matcher.group(1))
            .toList();
    return differing.isEmpty()
        ? Finding.ok(check, "no difference at " + at)
        : Finding.wrong(
            check,
            "differences in " + String.join(", ", differing) + " at " + at,
            "`starstream verify` names them");
  }
}
