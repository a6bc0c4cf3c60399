package dev.starstream.devstack;

import java.util.ArrayList;
import java.util.List;

/** Command lines for programs that do not end with their parent by themselves. */
final class GuardedProgram {
  private GuardedProgram() {}

  static List<String> command(List<String> program) {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", Resources.text("guard.sh"), "sh"));
    command.addAll(program);
    return command;
  }
}
