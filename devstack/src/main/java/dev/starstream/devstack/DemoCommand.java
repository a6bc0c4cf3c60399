package dev.starstream.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightJson;
import dev.starstream.aggregates.InsightResult;
import dev.starstream.aggregates.InsightTable;
import dev.starstream.aggregates.Insights;
import dev.starstream.app.Starstream;
import dev.starstream.app.Terminal;
import dev.starstream.devstack.cohort.CohortGenerator;
import dev.starstream.devstack.cohort.CohortSpec;
import dev.starstream.devstack.cohort.LabelledAnswer;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts everything afresh, streams the example answers and a made-up cohort through it,"
            + " shows which mistakes and which companies trip candidates up most, and serves the"
            + " dashboard until Ctrl-C.",
    footer = {"%nExamples:", "  starstream demo", "  starstream demo --once --answers 2000"})
final class DemoCommand implements Callable<Integer> {

  private static final int BATCH = 200;
  private static final int PREFERRED_HTTP_PORT = 8080;
  private static final int WIDTH = 118;
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration ARRIVAL_TIMEOUT = Duration.ofMinutes(3);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** How many answers have arrived, in which of the two tables. */
  private record Arrived(long rows, long distinct, long rejected) {}

  /** Set by the main thread when it has failed, read by the one that ends the process. */
  private volatile boolean keepDirectory;

  @ParentCommand private Starstream starstream;

  @Option(names = "--once", description = "End after printing instead of serving the dashboard.")
  private boolean once;

  @Option(names = "--json", description = "Print one JSON document instead of tables.")
  private boolean json;

  @Option(
      names = "--answers",
      defaultValue = "8000",
      description = "Answers of the made-up cohort; default: ${DEFAULT-VALUE}")
  private int answers;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed makes the same cohort; default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--http-port",
      description = "Port of the dashboard; default: 8080, or any free one if that is taken.")
  private Integer httpPort;

  @Override
  public Integer call() throws Exception {
    var started = Instant.now();
    var directory = Files.createTempDirectory("starstream-demo-");
    LogFile.use(directory.resolve("logs"));
    var spec =
        StackSpec.keeping(directory.resolve("servers"))
            .withStartTimeout(START_TIMEOUT)
            .withProgress(System.err::println);
    try (var system = LocalSystem.start(spec, directory, port(), starstream)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(system, directory), "end"));
      show(system, started);
      if (!once) {
        System.err.printf("%nThe dashboard is at %s - stop with Ctrl-C.%n", system.dashboard());
        new CountDownLatch(1).await();
      }
      end(system, directory);
    } catch (Exception e) {
      keepDirectory = true;
      System.err.println("the logs are in " + directory);
      throw e;
    }
    return 0;
  }

  /** After the end, and after Ctrl-C: nothing runs on, and only the logs of a failure are left. */
  private void end(LocalSystem system, Path directory) {
    system.close();
    if (keepDirectory) {
      return;
    }
    try {
      DataDirectory.delete(directory);
    } catch (IOException e) {
      System.err.println(directory + " could not be deleted: " + e.getMessage());
    }
  }

  private int port() {
    if (httpPort != null) {
      return httpPort;
    }
    return Ports.isFree(PREFERRED_HTTP_PORT) ? PREFERRED_HTTP_PORT : 0;
  }

  private void show(LocalSystem system, Instant started) throws Exception {
    var items = items();
    var streaming = Instant.now();
    var accepted = publish(system, items);
    var arrived = awaitArrival(system, accepted);
    var took = Duration.between(streaming, Instant.now());
    InsightResult mistakes;
    InsightResult companies;
    try (var client = ClickHouse.openClient(system.settings().clickHouse())) {
      var insights = new Insights(client, InsightCatalogue.load());
      var tenant = system.settings().tenant();
      mistakes = insights.run("mistakes-by-company", Map.of("top", "12"), tenant);
      companies = insights.run("hardest-companies", Map.of(), tenant);
    }
    var sinceCommand = Duration.between(started, Instant.now());
    if (json) {
      printJson(system, items.size(), arrived, took, sinceCommand, List.of(mistakes, companies));
    } else {
      print(system, items.size(), arrived, took, sinceCommand, mistakes, companies);
    }
  }

  /** The examples and the cohort, in the order of their submission. */
  private List<JsonNode> items() throws IOException {
    var items = new ArrayList<JsonNode>();
    for (var example : ExampleAnswers.all()) {
      items.add(JSON.readTree(example.json()));
    }
    var cohort =
        new CohortGenerator(QuestionCatalogue.load())
            .generate(new CohortSpec(answers, seed, Instant.now()));
    cohort.answers().stream().map(LabelledAnswer::answer).forEach(items::add);
    return items;
  }

  /**
   * Publishes through the front door, as a platform would.
   *
   * @return how many were accepted
   */
  private static long publish(LocalSystem system, List<JsonNode> items)
      throws IOException, InterruptedException {
    var client = HttpClient.newHttpClient();
    long accepted = 0;
    try (var bar = progressBar("publishing", items.size())) {
      for (int from = 0; from < items.size(); from += BATCH) {
        var batch = items.subList(from, Math.min(from + BATCH, items.size()));
        var request =
            HttpRequest.newBuilder(system.pipeline().uri().resolve("/v1/answers"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(batch)));
        system.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 202) {
          throw new StackException(
              "ingest answered " + response.statusCode() + " to a batch: " + response.body());
        }
        accepted += JSON.readTree(response.body()).path("accepted").asLong();
        bar.stepTo(from + batch.size());
      }
    }
    return accepted;
  }

  private static Arrived awaitArrival(LocalSystem system, long expected)
      throws SQLException, InterruptedException {
    var deadline = Instant.now().plus(ARRIVAL_TIMEOUT);
    try (var bar = progressBar("scoring   ", expected);
        var connection = ClickHouse.openConnection(system.settings().clickHouse());
        var statement = connection.createStatement()) {
      while (true) {
        try (var rows = statement.executeQuery(Statements.read("arrived.sql"))) {
          rows.next();
          var arrived = new Arrived(rows.getLong(1), rows.getLong(2), rows.getLong(3));
          bar.stepTo(arrived.distinct() + arrived.rejected());
          if (arrived.distinct() + arrived.rejected() >= expected) {
            return arrived;
          }
          if (Instant.now().isAfter(deadline)) {
            throw new StackException(
                arrived
                    + " of "
                    + expected
                    + " answers after "
                    + ARRIVAL_TIMEOUT.toSeconds()
                    + " s; "
                    + system.pipeline().troubles());
          }
        }
        Thread.sleep(100);
      }
    }
  }

  private static ProgressBar progressBar(String task, long max) {
    return Terminal.progressBar(task).setInitialMax(max).setUpdateIntervalMillis(200).build();
  }

  private static void print(
      LocalSystem system,
      int sent,
      Arrived arrived,
      Duration took,
      Duration sinceCommand,
      InsightResult mistakes,
      InsightResult companies) {
    System.out.printf(
        "%n%s%n%s%n",
        "What trips candidates up most",
        InsightTable.render(only(mistakes, "company", "(all)"), WIDTH));
    System.out.printf("%n%s%n%s%n", "Where", InsightTable.render(companies, WIDTH));
    System.out.printf(
        """

        %d answers published over HTTP, %d rows with %d answers scored, %d rejected: %s
        %.1f s from the first request to the last row; first ranking %.1f s after the start
        %s
        memory %s
        """,
        sent,
        arrived.rows(),
        arrived.distinct(),
        arrived.rejected(),
        isComplete(sent, arrived) ? "none lost, none doubled" : "THE COUNTS DIFFER",
        seconds(took),
        seconds(sinceCommand),
        system.stack().describe(),
        Memory.ofAll(system.stack()));
    System.out.flush();
  }

  private static void printJson(
      LocalSystem system,
      int sent,
      Arrived arrived,
      Duration took,
      Duration sinceCommand,
      List<InsightResult> results)
      throws IOException {
    ObjectNode document = JSON.createObjectNode();
    document.put("stack", system.stack().describe());
    document.put("published", sent);
    document.put("scored", arrived.distinct());
    document.put("rows", arrived.rows());
    document.put("rejected", arrived.rejected());
    document.put("complete", isComplete(sent, arrived));
    document.put("streamingSeconds", seconds(took));
    document.put("secondsToRanking", seconds(sinceCommand));
    var insights = document.putObject("insights");
    for (var result : results) {
      insights.set(result.insight().name(), InsightJson.of(result));
    }
    System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
  }

  /** Every answer is one row or one reject. */
  private static boolean isComplete(int sent, Arrived arrived) {
    return arrived.rows() == arrived.distinct() && arrived.distinct() + arrived.rejected() == sent;
  }

  /** The rows of a result that have that value. */
  private static InsightResult only(InsightResult result, String column, String value) {
    return new InsightResult(
        result.insight(),
        result.params(),
        result.types(),
        result.rows().stream().filter(row -> value.equals(result.value(row, column))).toList(),
        result.elapsed());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
