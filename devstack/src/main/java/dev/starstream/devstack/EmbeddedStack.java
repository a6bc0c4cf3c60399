package dev.starstream.devstack;

import dev.starstream.devstack.fetch.Distributions;
import dev.starstream.devstack.fetch.FetchException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Kafka, registry and ClickHouse as child processes of this JVM, on loopback ports, without Docker.
 * They end with this JVM however it ends; data in a given directory outlives them. Thread-safe.
 */
final class EmbeddedStack implements Stack {
  private final StackSpec spec;
  private final DataDirectory directory;
  private final ClickHouseChoice.Running clickHouse;
  private final List<ServerProcess> servers;

  /**
   * Starts all three side by side and returns when each of them answers.
   *
   * @throws StackException if one cannot; none is left running then
   */
  static EmbeddedStack start(StackSpec spec) {
    return start(spec, ClickHouseChoice.of(System.getenv()));
  }

  /** The same with a given ClickHouse, whatever else this machine has. */
  static EmbeddedStack start(StackSpec spec, ClickHouseChoice choice) {
    if (choice instanceof ClickHouseChoice.Running running) {
      ClickHouseServer.demandAnswer(running);
    }
    var distributions = Distributions.ofEnvironment(System.getenv(), spec.progress());
    var directory = DataDirectory.open(spec.dataDirectory());
    try {
      directory.awaitFormerServers(spec.progress());
      int kafkaPort = Ports.choose(spec.kafkaPort(), Component.Role.KAFKA);
      int registryPort = Ports.choose(spec.registryPort(), Component.Role.REGISTRY);
      boolean ownClickHouse = !(choice instanceof ClickHouseChoice.Running);
      int clickHousePort =
          ownClickHouse ? Ports.choose(spec.clickHousePort(), Component.Role.CLICKHOUSE) : 0;
      List<ServerPlan> plans = new ArrayList<>();
      plans.add(KafkaServer.plan(directory, kafkaPort, spec.proxiedKafka()));
      plans.add(RegistryServer.plan(distributions, directory, registryPort));
      ClickHouseServer.plan(choice, distributions, directory, clickHousePort).ifPresent(plans::add);
      var clickHouse =
          choice instanceof ClickHouseChoice.Running running
              ? running
              : new ClickHouseChoice.Running("http://127.0.0.1:" + clickHousePort, "default", "");
      var stack = new EmbeddedStack(spec, directory, clickHouse, plans);
      stack.startServers();
      return stack;
    } catch (FetchException e) {
      directory.close();
      throw new StackException(e.getMessage(), e);
    } catch (UncheckedIOException e) {
      directory.close();
      throw new StackException(directory.path() + " cannot be used: " + e.getCause(), e);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private EmbeddedStack(
      StackSpec spec,
      DataDirectory directory,
      ClickHouseChoice.Running clickHouse,
      List<ServerPlan> plans) {
    this.spec = spec;
    this.directory = directory;
    this.clickHouse = clickHouse;
    this.servers =
        plans.stream()
            .map(plan -> new ServerProcess(plan, spec.startTimeout(), directory::remember))
            .toList();
  }

  private void startServers() {
    List<CompletableFuture<Void>> starts =
        servers.stream()
            .map(server -> CompletableFuture.runAsync(() -> start(server), this::startThread))
            .toList();
    List<RuntimeException> failures = new ArrayList<>();
    for (var start : starts) {
      try {
        start.join();
      } catch (CompletionException e) {
        failures.add(
            e.getCause() instanceof RuntimeException cause ? cause : new StackException("", e));
      }
    }
    if (!failures.isEmpty()) {
      close();
      RuntimeException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  private void startThread(Runnable work) {
    new Thread(work, "start-server").start();
  }

  private void start(ServerProcess server) {
    long start = System.nanoTime();
    server.start();
    if (server.role() == Component.Role.REGISTRY) {
      RegistryServer.demandFullTransitive(server.port());
    }
    spec.progress()
        .accept(
            "%s answers on 127.0.0.1:%d after %.1f s"
                .formatted(server.product(), server.port(), (System.nanoTime() - start) / 1e9));
  }

  @Override
  public String kafkaBootstrap() {
    return "127.0.0.1:" + component(Component.Role.KAFKA).port();
  }

  @Override
  public String registryUrl() {
    return RegistryServer.url(component(Component.Role.REGISTRY).port());
  }

  @Override
  public String clickHouseUrl() {
    return clickHouse.url();
  }

  @Override
  public String clickHouseUser() {
    return clickHouse.user();
  }

  @Override
  public String clickHousePassword() {
    return clickHouse.password();
  }

  @Override
  public String describe() {
    String products = servers.stream().map(Component::product).collect(Collectors.joining(", "));
    boolean ownClickHouse = servers.size() == 3;
    return "embedded: " + products + (ownClickHouse ? "" : ", ClickHouse at " + clickHouse.url());
  }

  @Override
  public List<Component> components() {
    return List.copyOf(servers);
  }

  /**
   * Stops the servers, waits for them, and deletes a temporary directory; twice is once. A JVM that
   * ends without this takes the servers with it, but only after its own shutdown hooks, which may
   * still need them.
   */
  @Override
  public synchronized void close() {
    // They do not use each other: all are asked first and then waited for.
    servers.forEach(ServerProcess::beginStop);
    servers.forEach(ServerProcess::awaitStop);
    directory.close();
  }
}
