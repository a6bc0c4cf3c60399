package dev.starstream.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** libfaketime: a wall clock of child processes that can be moved while they run. */
final class FakeClock {

  private static final String LIBRARY = "libfaketimeMT.so.1";

  private final Path library;
  private final Path file;

  /** Nothing if this machine has no libfaketime (Debian: {@code faketime}). */
  static Optional<FakeClock> find(Path directory) {
    return Stream.of(
            "/usr/lib/x86_64-linux-gnu/faketime",
            "/usr/lib/aarch64-linux-gnu/faketime",
            "/usr/lib64/faketime",
            "/usr/local/lib/faketime")
        .map(folder -> Path.of(folder, LIBRARY))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(library -> new FakeClock(library, directory.resolve("clock")));
  }

  private FakeClock(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /** What a process needs in its environment to be under this clock. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_CACHE_DURATION",
        "1",
        // Waits and timeouts go by it.
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1");
  }

  /**
   * Moves it, for processes that run as for those to come; they see it within a second.
   *
   * @param offset from the true time: {@code +10d}, {@code -1h}, {@code +0}
   */
  void set(String offset) {
    try {
      Files.writeString(file, offset + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
