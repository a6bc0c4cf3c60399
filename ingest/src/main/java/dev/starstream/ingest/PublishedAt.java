package dev.starstream.ingest;

import java.util.Objects;

/** Where Kafka has stored a record. */
public record PublishedAt(String topic, int partition, long offset) {
  public PublishedAt {
    Objects.requireNonNull(topic, "topic");
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "position: " + partition + "/" + offset + " (expected: both 0 or more)");
    }
  }
}
