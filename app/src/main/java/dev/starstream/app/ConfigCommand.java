package dev.starstream.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Prints every setting in force and its environment variable, secrets masked.")
final class ConfigCommand implements Callable<Integer> {

  @ParentCommand private Starstream starstream;

  @Override
  public Integer call() {
    starstream
        .settings()
        .shown()
        .forEach(
            (key, value) ->
                System.out.printf("%-32s %-40s %s%n", key, value, Settings.variable(key)));
    return 0;
  }
}
