package dev.starstream.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends the log of this process to a file, beside those of the servers. */
final class LogFile {

  /** To be called before anything logs: the first logger reads the configuration. */
  static void use(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be made", e);
    }
    System.setProperty("starstream.log.file", directory.resolve("starstream.log").toString());
    System.setProperty("logback.configurationFile", "dev/starstream/devstack/logback-file.xml");
  }

  private LogFile() {}
}
