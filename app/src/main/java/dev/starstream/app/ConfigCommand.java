package dev.starstream.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    subcommands = ConfigCommand.Print.class,
    description = {
      "Prints every setting in force and its environment variable, secrets masked.",
      "A setting is the flag --set, else the environment variable, else what --config FILE says,"
          + " else its default."
    },
    footer = {
      "%nExamples:",
      "  starstream config",
      "  starstream config --changed",
      "  STARSTREAM_HTTP_PORT=8090 starstream --set tenant=acme config print --changed"
    })
final class ConfigCommand implements Callable<Integer> {

  @ParentCommand private Starstream starstream;

  @Option(
      names = "--changed",
      description = "Only what differs from its default, with where it comes from.")
  private boolean changed;

  @Override
  public Integer call() {
    return print(changed);
  }

  private int print(boolean onlyChanged) {
    var settings = starstream.settings();
    if (onlyChanged) {
      settings
          .changed()
          .forEach(
              one -> System.out.printf("%-32s %-40s %s%n", one.key(), one.value(), one.origin()));
    } else {
      settings
          .shown()
          .forEach(
              (key, value) ->
                  System.out.printf("%-32s %-40s %s%n", key, value, Settings.variable(key)));
    }
    System.out.flush();
    return 0;
  }

  @Command(
      name = "print",
      mixinStandardHelpOptions = true,
      description = "The same as config alone.",
      footer = {
        "%nExamples:",
        "  starstream config print",
        "  starstream --config production.conf config print --changed"
      })
  static final class Print implements Callable<Integer> {

    @ParentCommand private ConfigCommand config;

    @Option(
        names = "--changed",
        description = "Only what differs from its default, with where it comes from.")
    private boolean changed;

    @Override
    public Integer call() {
      return config.print(changed || config.changed);
    }
  }
}
