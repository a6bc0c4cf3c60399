package dev.starstream.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The directory of one running stack: data, logs, and a lock against a second stack on it. */
final class DataDirectory implements AutoCloseable {
  private static final String TEMPORARY = "starstream-";
  private static final String LOCK = "lock";
  private static final String SERVERS = "servers";
  private static final long STOP_SECONDS = 40;
  private static final long LOG_BYTES = 10_000_000;
  private static final long NEEDED_BYTES = 500_000_000;

  /**
   * Directories that this JVM has locked. To open a lock file once more and close it would give the
   * lock up.
   */
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final boolean temporary;
  private final FileChannel lockFile;

  /** A given directory, or a temporary one that {@link #close} deletes. */
  static DataDirectory open(Optional<Path> given) {
    try {
      if (given.isEmpty()) {
        deleteLeftovers();
      }
      Path path =
          given.isPresent()
              ? Files.createDirectories(given.get())
              : Files.createTempDirectory(TEMPORARY);
      var directory = new DataDirectory(path, given.isEmpty(), lock(path));
      try {
        directory.checkSpace();
        Files.createDirectories(path.resolve("logs"));
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
      return directory;
    } catch (IOException e) {
      throw new StackException(
          "the data directory %s cannot be used: %s"
              .formatted(given.map(Path::toString).orElse("(temporary)"), e),
          e);
    }
  }

  /** Temporary directories whose owner was killed: nobody holds their lock. */
  private static void deleteLeftovers() throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try (var folders = Files.newDirectoryStream(parent, TEMPORARY + "*")) {
      for (Path folder : folders) {
        if (Files.isRegularFile(folder.resolve(LOCK))) {
          try {
            new DataDirectory(folder, true, lock(folder)).close();
          } catch (StackException e) {
            // In use.
          } catch (IOException | UncheckedIOException e) {
            // Somebody else's, or being deleted by its owner.
          }
        }
      }
    }
  }

  private void checkSpace() throws IOException {
    long usable = Files.getFileStore(path).getUsableSpace();
    if (usable < NEEDED_BYTES) {
      throw new StackException(
          "%d MB are free in %s and %d MB are needed: make room, or use another directory"
              .formatted(usable / 1_000_000, path, NEEDED_BYTES / 1_000_000));
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    if (OPEN_HERE.add(path)) {
      FileChannel locked = null;
      try {
        locked = tryLock(path);
      } finally {
        if (locked == null) {
          OPEN_HERE.remove(path);
        }
      }
      if (locked != null) {
        return locked;
      }
    }
    throw new StackException(
        path + " is in use by another starstream: stop that one, or use another directory");
  }

  /** The open and locked file, or null if another process has it. */
  private static FileChannel tryLock(Path path) throws IOException {
    var channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() != null) {
      return channel;
    }
    channel.close();
    return null;
  }

  private DataDirectory(Path path, boolean temporary, FileChannel lockFile) {
    this.path = path;
    this.temporary = temporary;
    this.lockFile = lockFile;
  }

  Path path() {
    return path;
  }

  /** A server's log, which goes on from run to run; a long one is put aside first. */
  Path log(Component.Role role) {
    Path log = path.resolve("logs").resolve(role.id() + ".log");
    try {
      if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
        Files.move(
            log, log.resolveSibling(role.id() + ".old.log"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return log;
  }

  Path subdirectory(String name) {
    try {
      return Files.createDirectories(path.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes a server that works on this directory, for {@link #awaitFormerServers}. */
  synchronized void remember(ProcessHandle server) {
    try {
      Files.writeString(
          path.resolve(SERVERS),
          identity(server) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The servers of a run that was killed need a moment to see it; two on the same data would spoil
   * it.
   */
  void awaitFormerServers(Consumer<String> progress) {
    Path file = path.resolve(SERVERS);
    try {
      List<String> identities = Files.exists(file) ? Files.readAllLines(file) : List.of();
      List<ProcessHandle> alive =
          identities.stream().map(DataDirectory::withIdentity).flatMap(Optional::stream).toList();
      if (!alive.isEmpty()) {
        progress.accept("waiting for the servers of the last run to stop");
      }
      for (ProcessHandle server : alive) {
        server.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      }
      Files.deleteIfExists(file);
    } catch (TimeoutException e) {
      throw new StackException(
          "a server of an earlier run still uses %s: end the processes listed in %s"
              .formatted(path, file),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for servers of an earlier run", e);
    } catch (IOException
        | ExecutionException
        | IndexOutOfBoundsException
        | NumberFormatException e) {
      throw new StackException(file + " cannot be read: delete it. " + e, e);
    }
  }

  /** Process ids come again; with the start time they do not. */
  private static String identity(ProcessHandle process) {
    return process.pid() + " " + startMillis(process);
  }

  private static Optional<ProcessHandle> withIdentity(String identity) {
    int blank = identity.indexOf(' ');
    long start = Long.parseLong(identity.substring(blank + 1));
    // Each JVM computes it from its own reading of the boot time, which wanders a little.
    return ProcessHandle.of(Long.parseLong(identity.substring(0, blank)))
        .filter(handle -> Math.abs(startMillis(handle) - start) < 3000);
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Gives up the lock, and deletes a temporary directory. */
  @Override
  public synchronized void close() {
    if (!lockFile.isOpen()) {
      return;
    }
    try {
      Files.deleteIfExists(path.resolve(SERVERS));
      lockFile.close();
      OPEN_HERE.remove(path);
      if (temporary) {
        delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear " + path, e);
    }
  }

  /** Deletes a directory with all that is in it; does nothing if it is not there. */
  static void delete(Path directory) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(directory)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }
}
