package dev.starstream.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "rejected",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RejectedListCommand.class,
      RejectedShowCommand.class,
      RejectedReplayCommand.class
    },
    description = "Answers that could not be taken: why, and back in once the cause is mended.",
    footer = {
      "%nExamples:",
      "  starstream rejected list --since 24h",
      "  starstream rejected show 6f0b6a0c-6f3c-5f5b-8d4b-0a4b9a3a8b57",
      "  starstream rejected replay --reason unknown_question --dry-run"
    })
final class RejectedCommand implements Runnable {

  @ParentCommand private Starstream starstream;

  @Spec private CommandSpec spec;

  Settings settings() {
    return starstream.settings();
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command (expected: list, show or replay)");
  }
}
