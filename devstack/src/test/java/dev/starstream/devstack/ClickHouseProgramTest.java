package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@code clickhouse} on the PATH, played by a script: the real one is not on every machine. */
class ClickHouseProgramTest {
  @TempDir Path folder;

  @Test
  void program_isStartedWithOurConfigRestartedAndStopped() throws Exception {
    try (var directory = DataDirectory.open(Optional.of(folder.resolve("data & more")))) {
      // Given
      int port = Ports.free();
      var plan =
          ClickHouseServer.plan(new ClickHouseChoice.Program(script()), null, directory, port)
              .orElseThrow();
      var server = new ServerProcess(plan, Duration.ofSeconds(20), directory::remember);

      // When
      server.start();

      // Then
      assertThat(server.product()).startsWith("ClickHouse 26.5.1.1 (");
      assertThat(server.memoryBytes().orElseThrow()).isPositive();
      String config = HttpCalls.get("http://127.0.0.1:" + port + "/config").body();
      assertThat(config).contains("<listen_host>127.0.0.1</listen_host>", "data &amp; more/");

      // When
      server.kill();
      server.restart();
      server.beginStop();
      server.awaitStop();

      // Then
      assertThat(server.isAlive()).isFalse();
      assertThat(Ports.choose(port, Component.Role.CLICKHOUSE)).isEqualTo(port);
    }
  }

  private Path script() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("clickhouse"),
            """
            #!/bin/sh
            if [ "$1" = --version ]; then
              echo 'ClickHouse local version 26.5.1.1 (official build).'
            else
              exec '%s' -cp '%s' '%s' "$2"
            fi
            """
                .formatted(
                    ChildJvm.javaHome().resolve("bin").resolve("java"),
                    ChildJvm.ownClassPath(),
                    Server.class.getName()));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  /** Answers as ClickHouse does to a health check. */
  static final class Server {
    private Server() {}

    public static void main(String[] args) throws IOException {
      String config = Files.readString(Path.of(args[0].substring("--config-file=".length())));
      var matcher = Pattern.compile("<http_port>(\\d+)</http_port>").matcher(config);
      if (!matcher.find()) {
        throw new IllegalArgumentException(config);
      }
      var address =
          new InetSocketAddress(
              InetAddress.getLoopbackAddress(), Integer.parseInt(matcher.group(1)));
      var server = HttpServer.create(address, 0);
      server.createContext(
          "/",
          exchange -> {
            boolean asksConfig = exchange.getRequestURI().getPath().equals("/config");
            byte[] answer = (asksConfig ? config : "1\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
    }
  }
}
