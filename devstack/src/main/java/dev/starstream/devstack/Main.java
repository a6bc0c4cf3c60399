package dev.starstream.devstack;

import dev.starstream.app.Starstream;
import picocli.CommandLine;

/** The command line of a checkout: that of production, and `up` and `demo`. */
public final class Main {

  /** Runs one command. */
  public static void main(String... args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line with all commands. */
  static CommandLine commandLine() {
    var commandLine = Starstream.commandLine();
    var production = commandLine.getExecutionExceptionHandler();
    commandLine.addSubcommand("up", new UpCommand()).addSubcommand("demo", new DemoCommand());
    commandLine
        .getCommandSpec()
        .usageMessage()
        .footer(
            "  starstream demo",
            "  starstream up",
            "  starstream import answers.jsonl",
            "  starstream query mistakes-by-company",
            "",
            "How fast the scorer is: ./starstream bench (benchmarks/README.md)",
            "Whether anything is lost when things fail: ./starstream drill (docs/FAULT-DRILL.md)");
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof StackException) {
            command
                .getErr()
                .println(command.getColorScheme().errorText("starstream: " + e.getMessage()));
            return Starstream.DEPENDENCY_DOWN;
          }
          return production.handleExecutionException(e, command, parsed);
        });
    return commandLine;
  }

  private Main() {}
}
