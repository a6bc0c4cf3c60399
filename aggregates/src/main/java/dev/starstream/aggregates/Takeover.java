package dev.starstream.aggregates;

import dev.starstream.aggregates.Lane.Plan;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over a partition that the group has given to this sink: asks for what {@link
 * Reconciliation} weighs, and puts consumer and lane where it says. Owned by one sink thread.
 */
final class Takeover {

  private static final Logger log = LoggerFactory.getLogger(Takeover.class);

  private final SinkConfig config;
  private final SinkGuarantee guarantee;
  private final Map<String, Route<?>> routes;
  private final Consumer<byte[], byte[]> consumer;
  private final TopicIds topicIds;
  private final StoredRows storedRows;
  private final Outages outages;

  Takeover(
      SinkConfig config,
      SinkGuarantee guarantee,
      Map<String, Route<?>> routes,
      Consumer<byte[], byte[]> consumer,
      TopicIds topicIds,
      StoredRows storedRows,
      Outages outages) {
    this.config = config;
    this.guarantee = guarantee;
    this.routes = routes;
    this.consumer = consumer;
    this.topicIds = topicIds;
    this.storedRows = storedRows;
    this.outages = outages;
  }

  /**
   * Finds out where to begin, from Kafka's committed offset and from what the tables hold. The lane
   * is adopted then, unless its topic is gone.
   *
   * @throws AbandonedException if the sink stops during an outage or the partition moves on
   */
  void adopt(Lane lane) {
    var partition = lane.partition();
    var topicId =
        outages
            .patiently(lane, "topic id", () -> topicIds.of(Set.of(partition.topic())))
            .get(partition.topic());
    if (topicId == null) {
      // Deleted just now; the group will hear of it.
      return;
    }
    var uuid = new UUID(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits());
    var stored =
        outages.patiently(
            lane,
            "highest stored offset",
            () ->
                routes.get(partition.topic()).tables().stream()
                    .mapToLong(
                        table -> storedRows.highestOffset(table, uuid, partition.partition()))
                    .max()
                    .orElse(-1));
    var committed =
        outages.patiently(
            lane,
            "committed offset",
            () ->
                Optional.ofNullable(
                    consumer.committed(Set.of(partition), Lanes.OFFSETS_TIMEOUT).get(partition)));
    var beginning =
        outages.patiently(
            lane,
            "first offset",
            () ->
                consumer.beginningOffsets(Set.of(partition), Lanes.OFFSETS_TIMEOUT).get(partition));
    var start = Reconciliation.start(committed, topicId, config.generation(), stored, beginning);
    consumer.seek(partition, start.offset());
    lane.adopt(topicId, start.offset(), guarantee.plans() ? stored : -1, start.plan());
    log.atInfo()
        .addKeyValue("topic", partition.topic())
        .addKeyValue("partition", partition.partition())
        .addKeyValue("offset", start.offset())
        .addKeyValue("highestStored", stored)
        .addKeyValue("plannedLast", start.plan().map(Plan::last).orElse(null))
        .addKeyValue("because", start.because())
        .log("Took over partition");
  }
}
