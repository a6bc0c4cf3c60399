package dev.starstream.devstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to start.
 *
 * @param dataDirectory holds all data and logs and is kept; empty for a temporary one that is
 *     deleted when the stack closes
 * @param kafkaPort loopback port, 0 for any free one; the others likewise
 * @param proxiedKafka a second way to the broker; empty for none
 * @param startTimeout how long each server may take, downloads not counted
 * @param progress takes one line per step, for a person; called by several threads
 */
public record StackSpec(
    Optional<Path> dataDirectory,
    int kafkaPort,
    int registryPort,
    int clickHousePort,
    Optional<ProxiedListener> proxiedKafka,
    Duration startTimeout,
    Consumer<String> progress) {

  /**
   * A second port of the broker, for clients that come through a proxy: the broker sends them back
   * to the proxy whenever they ask for its address.
   *
   * @param port where the broker listens
   * @param proxyPort where the proxy does
   */
  public record ProxiedListener(int port, int proxyPort) {
    public ProxiedListener {
      checkPort("port", port);
      checkPort("proxyPort", proxyPort);
    }
  }

  public StackSpec {
    dataDirectory = dataDirectory.map(Path::toAbsolutePath).map(Path::normalize);
    checkPort("kafkaPort", kafkaPort);
    checkPort("registryPort", registryPort);
    checkPort("clickHousePort", clickHousePort);
    if (startTimeout.isNegative() || startTimeout.isZero()) {
      throw new IllegalArgumentException("startTimeout: " + startTimeout + " (expected: above 0)");
    }
  }

  private static void checkPort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
    }
  }

  /** Free ports and a directory that is deleted on close. */
  public static StackSpec temporary() {
    return new StackSpec(
        Optional.empty(), 0, 0, 0, Optional.empty(), Duration.ofSeconds(60), line -> {});
  }

  /** Free ports and a directory that is kept. */
  public static StackSpec keeping(Path dataDirectory) {
    return new StackSpec(
        Optional.of(dataDirectory), 0, 0, 0, Optional.empty(), Duration.ofSeconds(60), line -> {});
  }

  public StackSpec withPorts(int kafka, int registry, int clickHouse) {
    return new StackSpec(
        dataDirectory, kafka, registry, clickHouse, proxiedKafka, startTimeout, progress);
  }

  public StackSpec withProxiedKafka(ProxiedListener listener) {
    return new StackSpec(
        dataDirectory,
        kafkaPort,
        registryPort,
        clickHousePort,
        Optional.of(listener),
        startTimeout,
        progress);
  }

  public StackSpec withStartTimeout(Duration timeout) {
    return new StackSpec(
        dataDirectory, kafkaPort, registryPort, clickHousePort, proxiedKafka, timeout, progress);
  }

  public StackSpec withProgress(Consumer<String> lines) {
    return new StackSpec(
        dataDirectory, kafkaPort, registryPort, clickHousePort, proxiedKafka, startTimeout, lines);
  }
}
