package dev.starstream.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description =
        "Makes topics, registers schemas and brings ClickHouse to this build's tables. Repeating it"
            + " changes nothing.",
    footer = {
      "%nExamples:",
      "  starstream migrate",
      "  starstream --config production.conf migrate"
    })
final class MigrateCommand implements Callable<Integer> {

  @ParentCommand private Starstream starstream;

  @Override
  public Integer call() {
    var made = Provision.all(starstream.settings());
    System.out.println("topics made: " + (made.topics().isEmpty() ? "none" : made.topics()));
    System.out.println("schema ids: " + made.schemaIds());
    System.out.println(
        "migrations applied: " + (made.migrations().isEmpty() ? "none" : made.migrations()));
    return 0;
  }
}
