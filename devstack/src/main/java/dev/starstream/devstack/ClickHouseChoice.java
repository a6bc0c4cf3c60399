package dev.starstream.devstack;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Which ClickHouse the embedded stack uses: the first of these that is there. */
sealed interface ClickHouseChoice {

  /**
   * A server that somebody else runs.
   *
   * @param url without user and password
   */
  record Running(String url, String user, String password) implements ClickHouseChoice {}

  /** A {@code clickhouse} program on the PATH. */
  record Program(Path path) implements ClickHouseChoice {}

  /** The server's image in a Docker engine. */
  record Container() implements ClickHouseChoice {}

  /** The engine as a library. */
  record Library() implements ClickHouseChoice {}

  static ClickHouseChoice of(Map<String, String> environment) {
    return of(environment, Docker::answers);
  }

  static ClickHouseChoice of(Map<String, String> environment, BooleanSupplier docker) {
    String url = environment.getOrDefault("CLICKHOUSE_URL", "");
    if (!url.isBlank()) {
      return running(url.strip());
    }
    Optional<Path> program = program(environment.getOrDefault("PATH", ""));
    if (program.isPresent()) {
      return new Program(program.get());
    }
    return docker.getAsBoolean() ? new Container() : new Library();
  }

  private static Running running(String url) {
    try {
      var uri = new URI(url);
      if (!List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          || uri.getHost() == null) {
        throw badUrl();
      }
      String[] userInfo =
          uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
      int port = uri.getPort() < 0 ? 8123 : uri.getPort();
      return new Running(
          uri.getScheme() + "://" + uri.getHost() + ":" + port,
          userInfo.length > 0 ? userInfo[0] : "default",
          userInfo.length > 1 ? userInfo[1] : "");
    } catch (URISyntaxException e) {
      throw badUrl();
    }
  }

  /** The value may hold a password and is not shown, nor is a cause that quotes it. */
  private static StackException badUrl() {
    return new StackException(
        "CLICKHOUSE_URL is not an address like http://user:password@host:8123");
  }

  private static Optional<Path> program(String path) {
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "clickhouse"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
