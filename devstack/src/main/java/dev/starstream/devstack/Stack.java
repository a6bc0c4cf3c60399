package dev.starstream.devstack;

import java.util.List;

/**
 * A running Kafka broker, schema registry and ClickHouse. Closing it stops what it started and
 * waits until nothing is left; what it did not start (a ClickHouse named by an address) is left
 * alone.
 */
public interface Stack extends AutoCloseable {

  /** Host and port for Kafka clients. */
  String kafkaBootstrap();

  /** Base address of the registry's Confluent API, for {@code schema.registry.url}. */
  String registryUrl();

  /** Base address of ClickHouse's HTTP port, without user or database. */
  String clickHouseUrl();

  String clickHouseUser();

  /** The user's password; the empty string if there is none. */
  String clickHousePassword();

  /** What runs, in one line: {@code embedded: Kafka 4.3.1, Apicurio Registry 3.0.9, ...}. */
  String describe();

  /** Kafka, registry, ClickHouse in this order; ClickHouse is missing if it is not ours. */
  List<Component> components();

  default Component component(Component.Role role) {
    return components().stream()
        .filter(component -> component.role() == role)
        .findFirst()
        .orElseThrow(() -> new StackException(role.label() + " is not run by this stack"));
  }

  @Override
  void close();
}
