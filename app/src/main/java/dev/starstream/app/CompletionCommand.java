package dev.starstream.app;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    aliases = "generate-completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script that completes commands and options in bash, and in zsh by its bashcompinit."
    },
    footer = {
      "%nExamples:",
      "  source <(starstream completion)",
      "  starstream completion > ~/.local/share/bash-completion/completions/starstream"
    })
final class CompletionCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    var root = spec.root();
    System.out.print(AutoComplete.bash(root.name(), root.commandLine()));
    System.out.flush();
  }
}
