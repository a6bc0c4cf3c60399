package dev.starstream.devstack;

import dev.starstream.app.Starstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Runs Kafka, a schema registry, ClickHouse and all stages on this machine, without Docker,"
            + " until Ctrl-C. Data is kept between runs.",
    footer = {
      "%nExamples:",
      "  starstream up",
      "  starstream up --data /tmp/starstream --http-port 8090"
    })
final class UpCommand implements Callable<Integer> {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final String ADDRESSES_FILE = "stack.conf";

  @ParentCommand private Starstream starstream;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".starstream",
      description = "Data and logs; default: ${DEFAULT-VALUE}")
  private Path data;

  @Option(names = "--kafka-port", defaultValue = "9092", description = "Default: ${DEFAULT-VALUE}")
  private int kafkaPort;

  @Option(
      names = "--registry-port",
      defaultValue = "8081",
      description = "Default: ${DEFAULT-VALUE}")
  private int registryPort;

  @Option(
      names = "--clickhouse-port",
      defaultValue = "8123",
      description = "Default: ${DEFAULT-VALUE}")
  private int clickHousePort;

  @Option(names = "--http-port", defaultValue = "8080", description = "Default: ${DEFAULT-VALUE}")
  private int httpPort;

  @Override
  public Integer call() throws Exception {
    var directory = data.toAbsolutePath().normalize();
    LogFile.use(directory.resolve("logs"));
    var spec =
        new StackSpec(
            Optional.of(directory),
            kafkaPort,
            registryPort,
            clickHousePort,
            Optional.empty(),
            START_TIMEOUT,
            System.err::println);
    var addresses = directory.resolve(ADDRESSES_FILE);
    try (var system = LocalSystem.start(spec, directory, httpPort, starstream)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(system, addresses), "stop"));
      write(addresses, system);
      print(system, directory);
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private static void write(Path file, LocalSystem system) throws IOException {
    var lines = new StringBuilder("# Written by `starstream up`, gone when it stops.\n");
    LocalSystem.addresses(system.stack(), Path.of("state"), system.pipeline().uri().getPort())
        .forEach(
            (key, value) -> {
              if (!key.equals("scoring.state-dir")) {
                lines.append(key).append(" = \"").append(value).append("\"\n");
              }
            });
    Files.writeString(file, lines);
  }

  private static void print(LocalSystem system, Path directory) {
    var stack = system.stack();
    System.out.printf(
        """

        Starstream is up (%s)

          dashboard           %s
          HTTP                %s
          Kafka               %s
          schema registry     %s
          ClickHouse          %s   database %s
          data and logs       %s
          addresses           %s   (as STARSTREAM_CONFIG for commands from elsewhere)
          memory              %s

        Send a first answer, then ask about it:

          curl -s %s/v1/answers %s-H 'Content-Type: application/json' \\
            -d '{"candidateRef": "me", "questionId": "balance_excellence_and_value", \
        "company": "Netflix", "level": "mid", "text": "In June our checkout took nine seconds and \
        shops kept ringing us. I wanted to rewrite it, but the summer sale was two weeks away. So I \
        cached the price list, dropped the rewrite and told my manager what that would cost us later. \
        Pages load in two seconds now and calls fell by a third."}'
          ./starstream query answer -p answer_id=<answerId of the receipt>

        Stop with Ctrl-C; the data and the key stay.
        """,
        stack.describe(),
        system.dashboard(),
        system.pipeline().uri(),
        stack.kafkaBootstrap(),
        stack.registryUrl(),
        stack.clickHouseUrl(),
        system.settings().clickHouse().database(),
        directory,
        directory.resolve(ADDRESSES_FILE),
        Memory.ofAll(stack),
        system.pipeline().uri(),
        system.key().map("-H 'Authorization: Bearer %s' "::formatted).orElse(""));
    System.out.flush();
  }

  private static void stop(LocalSystem system, Path addresses) {
    try {
      Files.deleteIfExists(addresses);
    } catch (IOException e) {
      // The next start writes it anew.
    }
    system.close();
  }
}
