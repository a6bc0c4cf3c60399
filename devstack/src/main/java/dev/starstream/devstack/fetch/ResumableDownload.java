package dev.starstream.devstack.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Downloads a file and, after a cut, goes on where it stopped, in this run or in the next: what has
 * come lies in a {@code .part} file.
 */
final class ResumableDownload {
  private static final int ATTEMPTS = 4;
  private static final int BUFFER = 1 << 16;
  private static final int CONNECT_MILLIS = 20_000;
  private static final int SILENCE_MILLIS = 60_000;

  private final Consumer<String> progress;
  private final Duration pause;

  ResumableDownload(Consumer<String> progress) {
    this(progress, Duration.ofSeconds(2));
  }

  /**
   * A download with its own patience.
   *
   * @param pause before another attempt
   */
  ResumableDownload(Consumer<String> progress, Duration pause) {
    this.progress = progress;
    this.pause = pause;
  }

  /**
   * Downloads the pinned file to {@code target}.
   *
   * @throws IOException if it does not come whole in a few attempts
   * @throws FetchException if another file comes whole
   */
  void fetch(URI address, Pin pin, Path target) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    IOException last = null;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        long had = size(part);
        receive(address, pin, part);
        if (had > 0 && !Sums.matches(part, pin)) {
          // What lay there was of another file: once more from the start.
          Files.delete(part);
          receive(address, pin, part);
        }
        Sums.check(part, pin);
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        return;
      } catch (IOException e) {
        last = e;
        if (attempt < ATTEMPTS) {
          progress.accept("download cut (" + e + "), going on in " + pause.toSeconds() + " s");
          sleep();
        }
      }
    }
    throw last;
  }

  private void receive(URI address, Pin pin, Path part) throws IOException {
    long had = size(part);
    if (had == pin.bytes()) {
      return;
    }
    if (had > pin.bytes()) {
      Files.delete(part);
      had = 0;
    }
    var connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(SILENCE_MILLIS);
    if (had > 0) {
      connection.setRequestProperty("Range", "bytes=" + had + "-");
    }
    try {
      switch (connection.getResponseCode()) {
        case 200 -> append(connection.getInputStream(), pin, part, 0);
        case 206 -> append(connection.getInputStream(), pin, part, had);
        default ->
            throw new IOException(
                "HTTP " + connection.getResponseCode() + " for " + pin.coordinates());
      }
    } finally {
      connection.disconnect();
    }
    long has = size(part);
    if (has != pin.bytes()) {
      throw new IOException("%d of %d bytes came".formatted(has, pin.bytes()));
    }
  }

  private void append(InputStream body, Pin pin, Path part, long had) throws IOException {
    long has = had;
    long saidTenths = -1;
    try (body;
        var out =
            had > 0
                ? Files.newOutputStream(part, StandardOpenOption.APPEND)
                : Files.newOutputStream(part)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        out.write(buffer, 0, n);
        has += n;
        if (has > pin.bytes()) {
          throw new IOException("more than " + pin.bytes() + " bytes came");
        }
        long tenths = 10 * has / pin.bytes();
        if (tenths > saidTenths) {
          saidTenths = tenths;
          progress.accept(
              "downloading %s: %d of %d MB"
                  .formatted(pin.coordinates(), has / 1_000_000, pin.bytes() / 1_000_000));
        }
      }
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private void sleep() {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("interrupted while downloading", e);
    }
  }
}
