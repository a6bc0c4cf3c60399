package dev.starstream.devstack.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Runs another program to its end. */
final class Command {
  private Command() {}

  /**
   * Runs it and returns what it wrote to standard output.
   *
   * @param ifMissing the message if there is no such program
   * @param ifFailing what to do if it fails, for the end of that message
   * @throws FetchException if there is none, or it fails
   */
  static String run(List<String> command, Path directory, String ifMissing, String ifFailing)
      throws IOException {
    Path errors = Files.createTempFile(directory, "errors-", ".txt");
    try {
      Process process;
      try {
        process =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .start();
      } catch (IOException e) {
        throw new FetchException(ifMissing, e);
      }
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new FetchException(
            "`%s` ended with %d (%s): %s"
                .formatted(String.join(" ", command), exit, complaint(output, errors), ifFailing));
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("interrupted while " + command.get(0) + " was running", e);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  /** The first line that says error, on one line; npm and Maven bury it under advice. */
  private static String complaint(String output, Path errors) throws IOException {
    String all = Files.readString(errors, StandardCharsets.UTF_8) + "\n" + output;
    return all.lines()
        .map(String::strip)
        .filter(line -> line.toLowerCase(Locale.ROOT).contains("err"))
        .findFirst()
        .or(() -> all.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst())
        .orElse("no message");
  }
}
