package dev.starstream.app;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientException;
import dev.starstream.aggregates.ActiveScorer;
import dev.starstream.aggregates.ClickHouse;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "scorer",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Which version of the scorer all numbers are of.",
    footer = {"%nExamples:", "  starstream scorer list", "  starstream scorer activate 3"})
final class ScorerCommand {

  @ParentCommand private Starstream starstream;

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "The versions that have scored answers, of all tenants.",
      footer = {
        "%nExamples:",
        "  starstream scorer list",
        "  starstream --set clickhouse.url=http://127.0.0.1:8123 scorer list"
      })
  int list() {
    with(
        scorers -> {
          var versions = scorers.versions();
          if (versions.isEmpty()) {
            System.out.println("no answers yet");
            return;
          }
          System.out.printf(
              "%-10s %12s %8s  %-20s  %-20s  %s%n",
              "version", "answers", "tenants", "first inserted", "last inserted", "active");
          versions.forEach(ScorerCommand::print);
        });
    return 0;
  }

  @Command(
      name = "activate",
      mixinStandardHelpOptions = true,
      description =
          "Switches all insights and v_* views to a version, forward or back, in one step. Tenants"
              + " without an answer of it stay with their lowest version.",
      footer = {"%nExamples:", "  starstream scorer activate 4", "  starstream scorer activate 3"})
  int activate(@Parameters(paramLabel = "VERSION") String version) {
    with(scorers -> scorers.activate(version));
    System.out.println("active: " + version);
    return 0;
  }

  private static void print(ActiveScorer.Version version) {
    System.out.printf(
        Locale.ROOT,
        "%-10s %,12d %,8d  %-20s  %-20s  %s%n",
        version.version(),
        version.answers(),
        version.tenants(),
        version.firstInserted().truncatedTo(ChronoUnit.SECONDS),
        version.lastInserted().truncatedTo(ChronoUnit.SECONDS),
        version.activeTenants() == 0
            ? "no"
            : version.activeTenants() == version.tenants()
                ? "yes"
                : "for " + version.activeTenants() + " tenants");
  }

  private void with(Consumer<ActiveScorer> work) {
    var config = starstream.settings().clickHouse();
    try (Client client = ClickHouse.openClient(config)) {
      work.accept(new ActiveScorer(client));
    } catch (ClientException e) {
      throw new DependencyException("ClickHouse", config.url().toString(), e);
    }
  }
}
