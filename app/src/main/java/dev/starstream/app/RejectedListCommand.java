package dev.starstream.app;

import com.clickhouse.client.api.ClientException;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.RejectedAnswer;
import dev.starstream.aggregates.RejectedAnswers;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Lists rejects, newest first, of all tenants unless one is named, and counts them by reason."
            + " 'scored since' says that an answer with the same tenant and id became a score after"
            + " the rejection.",
    footer = {
      "%nExamples:",
      "  starstream rejected list --since 24h",
      "  starstream rejected list --reason invalid,unknown_question --tenant acme --limit 100",
      "  starstream rejected list --since 2026-11-01 --format csv > rejected.csv"
    })
final class RejectedListCommand implements Callable<Integer> {

  @ParentCommand private RejectedCommand rejected;

  @Spec private CommandSpec spec;

  @Mixin private RejectFilter filter;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many, the newest; default: ${DEFAULT-VALUE}")
  private int limit;

  @Option(
      names = {"-f", "--format"},
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private QueryCommand.Format format;

  @Override
  public Integer call() throws IOException {
    if (limit < 1) {
      throw new ParameterException(
          spec.commandLine(), "--limit: " + limit + " (expected: 1 or more)");
    }
    var selection = filter.selection(Set.of());
    var settings = rejected.settings();
    List<RejectedAnswer> newest;
    Map<String, Long> counts;
    try (var client = ClickHouse.openClient(settings.clickHouse())) {
      var rejects = new RejectedAnswers(client);
      newest = rejects.newest(selection, limit);
      counts = rejects.counts(selection);
    } catch (ClientException e) {
      throw new DependencyException("ClickHouse", settings.clickHouse().url().toString(), e);
    }
    var out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), false);
    var listing = new RejectedListing(newest, counts);
    switch (format) {
      case TABLE -> out.print(listing.table(QueryCommand.width()));
      case JSON -> out.println(listing.json());
      case CSV -> listing.writeCsv(out);
      case NDJSON -> listing.json().path("rejected").forEach(out::println);
    }
    out.flush();
    return 0;
  }
}
