package dev.starstream.devstack;

import dev.starstream.devstack.fetch.Distributions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The plans for a ClickHouse that this stack runs itself. */
final class ClickHouseServer {
  /** The long-term release beside the library's 26.7. */
  static final String IMAGE = "clickhouse/clickhouse-server:26.3";

  /**
   * On a machine that is busy the way of an answer to its critique goes first, which does not pass
   * here: inserts and merges can wait for some milliseconds.
   */
  private static final List<String> IN_BACKGROUND = List.of("nice", "-n", "4");

  private static final String BRIDGE = "dev.starstream.devstack.clickhouse.ClickHouseBridge";

  private ClickHouseServer() {}

  /** Nothing to run if somebody else runs it. */
  static Optional<ServerPlan> plan(
      ClickHouseChoice choice, Distributions distributions, DataDirectory directory, int port) {
    if (choice instanceof ClickHouseChoice.Running) {
      return Optional.empty();
    }
    if (choice instanceof ClickHouseChoice.Program program) {
      return Optional.of(program(program.path(), directory, port));
    }
    return Optional.of(
        choice instanceof ClickHouseChoice.Container
            ? container(directory, port)
            : library(distributions.clickHouseLibrary(), directory, port));
  }

  /** The engine as a library, in a JVM that speaks ClickHouse's HTTP protocol for it. */
  private static ServerPlan library(Path library, DataDirectory directory, int port) {
    Path data = directory.subdirectory("clickhouse");
    List<String> command =
        ChildJvm.command(
            ChildJvm.ownClassPath(),
            List.of("-Dlogback.configurationFile=dev/starstream/devstack/child-logback.xml"),
            BRIDGE);
    command.addAll(0, IN_BACKGROUND);
    command.addAll(List.of(library.toString(), data.toString(), Integer.toString(port)));
    Map<String, String> environment =
        Map.of(
            "TZ",
            "UTC",
            // Keeps the JVM's signal handlers from the engine, which resets them.
            "LD_PRELOAD",
            signalChaining().toString());
    return new ServerPlan(
        Component.Role.CLICKHOUSE,
        "ClickHouse " + Distributions.CLICKHOUSE_VERSION + " (library)",
        port,
        command,
        environment,
        directory.subdirectory("clickhouse-rows"),
        directory.log(Component.Role.CLICKHOUSE),
        () -> answers(port),
        Optional.empty());
  }

  private static Path signalChaining() {
    Path library = ChildJvm.javaHome().resolve("lib").resolve("libjsig.so");
    if (!Files.isRegularFile(library)) {
      throw new StackException(
          "this Java has no " + library + ", which the ClickHouse library needs: use a whole JDK");
    }
    return library;
  }

  private static ServerPlan program(Path program, DataDirectory directory, int port) {
    Path data = directory.subdirectory("clickhouse-server");
    Path config = directory.path().resolve("clickhouse-server.xml");
    try {
      Files.writeString(
          config,
          Resources.text("clickhouse-server.xml")
              .replace("@port@", Integer.toString(port))
              .replace("@data@", xml(data.toString())));
    } catch (IOException e) {
      throw new StackException(config + " cannot be written: " + e, e);
    }
    List<String> command = new ArrayList<>(IN_BACKGROUND);
    command.addAll(List.of(program.toString(), "server", "--config-file=" + config));
    return new ServerPlan(
        Component.Role.CLICKHOUSE,
        "ClickHouse " + version(program) + " (" + program + ")",
        port,
        GuardedProgram.command(command),
        Map.of("TZ", "UTC"),
        data,
        directory.log(Component.Role.CLICKHOUSE),
        () -> answers(port),
        Optional.empty());
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** {@code ClickHouse local version 26.5.1.1 (official build).} gives {@code 26.5.1.1}. */
  private static String version(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var matcher = Pattern.compile("\\d+\\.\\d+[.\\d]*\\d").matcher(output);
      return matcher.find() ? matcher.group() : "of unknown version";
    } catch (IOException e) {
      throw new StackException(program + " cannot be started: " + e.getMessage(), e);
    }
  }

  private static ServerPlan container(DataDirectory directory, int port) {
    String name = "starstream-clickhouse-" + port;
    List<String> command =
        List.of(
            "docker",
            "run",
            "--rm",
            "--name",
            name,
            "--publish",
            "127.0.0.1:" + port + ":8123",
            "--volume",
            directory.subdirectory("clickhouse-server") + ":/var/lib/clickhouse",
            "--env",
            "CLICKHOUSE_SKIP_USER_SETUP=1",
            "--env",
            "TZ=UTC",
            IMAGE);
    return new ServerPlan(
        Component.Role.CLICKHOUSE,
        "ClickHouse (" + IMAGE + " in Docker)",
        port,
        GuardedProgram.command(command),
        Map.of(),
        directory.path(),
        directory.log(Component.Role.CLICKHOUSE),
        () -> answers(port),
        Optional.of(List.of("docker", "kill", name)));
  }

  /** A server of somebody else's is checked before anything is started. */
  static void demandAnswer(ClickHouseChoice.Running server) {
    try {
      int status = HttpCalls.get(server.url() + "/ping").statusCode();
      if (status != 200) {
        throw new StackException(
            "CLICKHOUSE_URL: %s/ping answers HTTP %d: is that ClickHouse's HTTP port?"
                .formatted(server.url(), status));
      }
    } catch (IOException e) {
      throw new StackException(
          "CLICKHOUSE_URL: nothing answers at " + server.url() + ": start it, or unset it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while asking " + server.url(), e);
    }
  }

  private static boolean answers(int port) throws Exception {
    String url = "http://127.0.0.1:" + port;
    return HttpCalls.get(url + "/ping").statusCode() == 200
        && HttpCalls.get(url + "/?query=SELECT%201").body().strip().equals("1");
  }
}
