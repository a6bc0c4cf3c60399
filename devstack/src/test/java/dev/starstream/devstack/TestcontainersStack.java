package dev.starstream.devstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.testcontainers.clickhouse.ClickHouseContainer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/** The same three servers from their images, for machines with a Docker engine. */
final class TestcontainersStack implements Stack {
  private static final String KAFKA_IMAGE = "apache/kafka:4.3.1";
  private static final String REGISTRY_IMAGE = "confluentinc/cp-schema-registry:7.9.5";
  private static final int REGISTRY_PORT = 8081;
  private static final int CLICKHOUSE_PORT = 8123;
  private static final String INSIDE = "kafka:19092";

  private final Network network = Network.newNetwork();
  private final KafkaContainer kafka;
  private final GenericContainer<?> registry;
  private final ClickHouseContainer clickHouse;

  static TestcontainersStack start() {
    var stack = new TestcontainersStack();
    try {
      Startables.deepStart(stack.registry, stack.clickHouse).join();
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  // The containers are closed by close().
  @SuppressWarnings("resource")
  private TestcontainersStack() {
    kafka =
        new KafkaContainer(DockerImageName.parse(KAFKA_IMAGE))
            .withNetwork(network)
            .withNetworkAliases("kafka")
            .withListener(INSIDE)
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    registry =
        new GenericContainer<>(DockerImageName.parse(REGISTRY_IMAGE))
            .withNetwork(network)
            .dependsOn(kafka)
            .withExposedPorts(REGISTRY_PORT)
            .withEnv("SCHEMA_REGISTRY_HOST_NAME", "registry")
            .withEnv("SCHEMA_REGISTRY_LISTENERS", "http://0.0.0.0:" + REGISTRY_PORT)
            .withEnv("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "PLAINTEXT://" + INSIDE)
            .withEnv("SCHEMA_REGISTRY_SCHEMA_COMPATIBILITY_LEVEL", "full_transitive")
            .waitingFor(
                Wait.forHttp("/subjects")
                    .forPort(REGISTRY_PORT)
                    .withStartupTimeout(Duration.ofMinutes(3)));
    clickHouse =
        new ClickHouseContainer(DockerImageName.parse(ClickHouseServer.IMAGE)).withEnv("TZ", "UTC");
  }

  @Override
  public String kafkaBootstrap() {
    return kafka.getBootstrapServers().replaceFirst("^[A-Z]+://", "");
  }

  @Override
  public String registryUrl() {
    return "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT);
  }

  @Override
  public String clickHouseUrl() {
    return "http://" + clickHouse.getHost() + ":" + clickHouse.getMappedPort(CLICKHOUSE_PORT);
  }

  @Override
  public String clickHouseUser() {
    return clickHouse.getUsername();
  }

  @Override
  public String clickHousePassword() {
    return clickHouse.getPassword();
  }

  @Override
  public String describe() {
    return "Testcontainers: " + KAFKA_IMAGE + ", " + REGISTRY_IMAGE + ", " + ClickHouseServer.IMAGE;
  }

  @Override
  public List<Component> components() {
    return List.of(
        new Container(Component.Role.KAFKA, kafka, 9092),
        new Container(Component.Role.REGISTRY, registry, REGISTRY_PORT),
        new Container(Component.Role.CLICKHOUSE, clickHouse, CLICKHOUSE_PORT));
  }

  @Override
  public void close() {
    clickHouse.stop();
    registry.stop();
    kafka.stop();
    network.close();
  }

  /**
   * A container as a component; its process is the engine's, so pid, memory and log are not here.
   */
  private record Container(Role role, GenericContainer<?> container, int innerPort)
      implements Component {

    @Override
    public String product() {
      return container.getDockerImageName();
    }

    @Override
    public int port() {
      return container.getMappedPort(innerPort);
    }

    @Override
    public boolean isAlive() {
      return container.isRunning();
    }

    @Override
    public OptionalLong pid() {
      return OptionalLong.empty();
    }

    @Override
    public OptionalLong memoryBytes() {
      return OptionalLong.empty();
    }

    @Override
    public Optional<Path> logFile() {
      return Optional.empty();
    }

    @Override
    public void kill() {
      container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void restart() {
      throw new UnsupportedOperationException(
          "a container gets another port when it starts again: run fault drills embedded");
    }
  }
}
