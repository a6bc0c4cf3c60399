package dev.starstream.app;

import dev.starstream.aggregates.AccessRights;
import dev.starstream.aggregates.Account;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description =
        "Makes topics, registers schemas and brings ClickHouse to this build's tables. Repeating it"
            + " changes nothing.",
    footer = {
      "%nExamples:",
      "  starstream migrate",
      "  starstream --config production.conf migrate",
      "  starstream migrate --with-access --account sink=starstream --account tenant:acme=acme_bi",
      "%nWhat each role may do: docs/BI.md"
    })
final class MigrateCommand implements Callable<Integer> {

  @ParentCommand private Starstream starstream;

  @Option(
      names = "--with-access",
      description =
          "Also makes ClickHouse's roles, row policies, quotas and profiles. Needs a server, and a"
              + " user with ACCESS MANAGEMENT there.")
  private boolean withAccess;

  @Option(
      names = "--account",
      paramLabel = "ROLE=USER",
      description =
          "With --with-access: a user to make, such as analyst=anna, dashboard=grafana,"
              + " sink=starstream or tenant:acme=acme_bi. It can log in once an administrator has"
              + " given it a way to. May be repeated.")
  private List<String> accounts = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var users = accounts();
    var made = Provision.all(starstream.settings());
    System.out.println("topics made: " + (made.topics().isEmpty() ? "none" : made.topics()));
    System.out.println("schema ids: " + made.schemaIds());
    System.out.println(
        "migrations applied: " + (made.migrations().isEmpty() ? "none" : made.migrations()));
    if (withAccess) {
      var taken = new AccessRights(starstream.settings().clickHouse()).apply(users);
      System.out.println("statements on access: " + taken);
    }
    return 0;
  }

  private List<Account> accounts() {
    if (!withAccess && !accounts.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--account: " + accounts.get(0) + " (expected: --with-access too)");
    }
    try {
      return accounts.stream().map(Account::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--account: " + e.getMessage(), e);
    }
  }
}
