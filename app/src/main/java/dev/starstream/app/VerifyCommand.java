package dev.starstream.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.aggregates.Verifier;
import dev.starstream.aggregates.VerifyReport;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Compares topics, tables and rollups with each other; changes nothing. Ends with 5 if"
            + " anything differs.",
    footer = {
      "%nExamples:",
      "  starstream verify",
      "  starstream verify --since 2026-11-01T00:00:00Z --json"
    })
final class VerifyCommand implements Callable<Integer> {

  private static final ObjectWriter JSON =
      JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

  @ParentCommand private Starstream starstream;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Only records and inserts of this time or later, and the days that they belong to, such"
              + " as 2026-11-01T00:00:00Z. Default: all there is.")
  private Instant since;

  @Option(names = "--json", description = "A document instead of a table.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    var settings = starstream.settings();
    var out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), false);
    try {
      var report = Verifier.of(settings.sink()).run(Optional.ofNullable(since));
      if (json) {
        out.println(JSON.writeValueAsString(document(report)));
      } else {
        print(report, out);
      }
      out.flush();
      return report.differences() == 0 ? 0 : Starstream.NUMBERS_DIFFER;
    } catch (Verifier.UnavailableException e) {
      throw new DependencyException(
          e.server().toString(), address(e.server(), settings), e.getCause());
    }
  }

  private static String address(Verifier.Server server, Settings settings) {
    return switch (server) {
      case KAFKA -> settings.kafka().get("bootstrap.servers");
      case REGISTRY -> settings.registry().get("schema.registry.url");
      case CLICKHOUSE -> settings.clickHouse().url().toString();
    };
  }

  private static void print(VerifyReport report, PrintWriter out) {
    out.printf(
        "%-17s %-36s %8s %12s %12s%n",
        "check", "what must hold", "windows", "compared", "differences");
    for (var check : report.checks()) {
      out.printf(
          Locale.ROOT,
          "%-17s %-36s %,8d %,12d %,12d%n",
          check.name(),
          check.question(),
          check.windows(),
          check.compared(),
          check.differences());
    }
    for (var check : report.checks()) {
      if (check.differences() > 0) {
        out.printf("%n%s%n", check.name());
        check.first().forEach(one -> out.printf("  %s: %s%n", one.place(), one.detail()));
        if (check.differences() > check.first().size()) {
          out.printf(Locale.ROOT, "  and %,d more%n", check.differences() - check.first().size());
        }
      }
    }
    out.printf(
        Locale.ROOT,
        "%n%s, %.1f s%n",
        report.differences() == 0
            ? "no difference"
            : "%,d differences".formatted(report.differences()),
        report.took().toMillis() / 1000.0);
  }

  private static ObjectNode document(VerifyReport report) {
    var document = JsonMapper.builder().build().createObjectNode();
    document.put("at", report.at().toString());
    report.since().ifPresent(time -> document.put("since", time.toString()));
    document.put("tookMs", report.took().toMillis());
    document.put("differences", report.differences());
    var checks = document.putArray("checks");
    for (var check : report.checks()) {
      var node =
          checks
              .addObject()
              .put("check", check.name())
              .put("windows", check.windows())
              .put("compared", check.compared())
              .put("differences", check.differences());
      var first = node.putArray("first");
      check
          .first()
          .forEach(one -> first.addObject().put("place", one.place()).put("detail", one.detail()));
    }
    return document;
  }
}
