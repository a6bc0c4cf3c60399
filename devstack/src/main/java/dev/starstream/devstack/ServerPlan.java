package dev.starstream.devstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to run one server as a child process.
 *
 * @param product name and version for people
 * @param command what to run; the program must end when its standard input does
 * @param environment added to ours
 * @param workingDirectory exists
 * @param log takes the program's output and errors
 * @param health asked until it says true
 * @param killCommand what ends the server at once where that is not ending the child process
 */
record ServerPlan(
    Component.Role role,
    String product,
    int port,
    List<String> command,
    Map<String, String> environment,
    Path workingDirectory,
    Path log,
    HealthCheck health,
    Optional<List<String>> killCommand) {

  ServerPlan {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    killCommand = killCommand.map(List::copyOf);
  }

  /** Asks a server once whether it answers; false, or an exception, if not yet. */
  @FunctionalInterface
  interface HealthCheck {
    boolean answers() throws Exception;
  }
}
