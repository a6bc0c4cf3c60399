package dev.starstream.devstack.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A directory of unpacked archives, each in a folder of its own that appears complete or not at
 * all.
 */
final class Cache {
  /** In an unpacked folder: the sum of the archive it came from. */
  private static final String MARKER = "sha512";

  /** File locks hold between processes; this one holds between the threads of one. */
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private final Path directory;
  private final Consumer<String> progress;

  Cache(Path directory, Consumer<String> progress) {
    this.directory = directory;
    this.progress = progress;
  }

  /** Puts the archive's bytes into a file, whole or not at all. */
  @FunctionalInterface
  interface Source {
    void fetch(Path archive) throws IOException;
  }

  /** The folder with the contents of the pinned archive, fetched and unpacked if need be. */
  Path provide(String name, Pin pin, Source source) {
    Path folder = directory.resolve(name);
    if (isComplete(folder, pin)) {
      return folder;
    }
    IN_THIS_PROCESS.lock();
    try {
      Files.createDirectories(directory);
      FileChannel locked = lock();
      try {
        // Another process may have done it while this one waited.
        if (!isComplete(folder, pin)) {
          checkSpace(name, pin);
          fill(folder, name, pin, source);
        }
        return folder;
      } finally {
        locked.close();
      }
    } catch (IOException e) {
      throw new FetchException(
          "%s cannot be put into %s (%s): make room there, or set STARSTREAM_CACHE to another folder"
              .formatted(name, directory, e),
          e);
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }

  private static boolean isComplete(Path folder, Pin pin) {
    try {
      return Files.readString(folder.resolve(MARKER)).equals(pin.sha512());
    } catch (IOException e) {
      return false;
    }
  }

  /** The lock goes when the channel is closed. */
  private FileChannel lock() throws IOException {
    var channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        progress.accept("waiting for another starstream that fills " + directory);
        channel.lock();
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void checkSpace(String name, Pin pin) throws IOException {
    long needed = pin.bytes() + pin.unpackedBytes();
    long usable = Files.getFileStore(directory).getUsableSpace();
    if (usable < needed) {
      throw new FetchException(
          "%s needs %d MB in %s and %d MB are free: make room, or set STARSTREAM_CACHE to another folder"
              .formatted(name, needed / 1_000_000, directory, usable / 1_000_000));
    }
  }

  private void fill(Path folder, String name, Pin pin, Source source) throws IOException {
    Path archive = directory.resolve(name + ".tar.gz");
    source.fetch(archive);
    Sums.check(archive, pin);
    progress.accept("unpacking " + name);
    Path unpacked = directory.resolve(name + ".unpacking");
    delete(unpacked);
    Files.createDirectories(unpacked);
    Command.run(
        List.of("tar", "-xzf", archive.toString(), "--no-same-owner", "-C", unpacked.toString()),
        directory,
        "tar is not on the PATH: install it",
        "make room in " + directory);
    Files.writeString(unpacked.resolve(MARKER), pin.sha512());
    delete(folder);
    Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(archive);
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(tree)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
