package dev.starstream.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file system in memory of a limited size, for ClickHouse's data: it can really be full, and no
 * disk of this machine is. Mounting needs root.
 */
final class SmallDisk implements AutoCloseable {

  private final Path directory;

  /** Mounts one over an empty directory; nothing where this user may not. */
  static Optional<SmallDisk> mount(Path directory, long bytes) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", directory.toString())
        ? Optional.of(new SmallDisk(directory))
        : Optional.empty();
  }

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes about 200 MB/s, as a log that runs wild may, until nothing goes in any more; what is
   * freed meanwhile is taken by the next call.
   */
  void fill() throws InterruptedException {
    var zeros = ByteBuffer.allocate(1 << 20);
    try (var file =
        FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        zeros.clear();
        file.write(zeros);
        Thread.sleep(5);
      }
    } catch (IOException e) {
      // Full.
    }
  }

  void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  /** Unmounts; what was in it is gone. */
  @Override
  public void close() {
    run("umount", "-l", directory.toString());
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
