package dev.starstream.aggregates;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic partitions that one consumer has: they come and go with the group's rebalances, and a
 * poll fills them, with no more than memory is meant to hold. Owned by one sink thread.
 */
final class Lanes implements ConsumerRebalanceListener {

  /** How long one poll waits for records. */
  static final Duration POLL = Duration.ofMillis(100);

  /** How long one request about offsets waits for its answer. */
  static final Duration OFFSETS_TIMEOUT = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Lanes.class);

  private final SinkConfig config;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Lane> lanes = new LinkedHashMap<>();
  private Duration lastRound = Duration.ZERO;

  Lanes(SinkConfig config, Consumer<byte[], byte[]> consumer) {
    this.config = config;
    this.consumer = consumer;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    for (var partition : partitions) {
      lanes.put(partition, new Lane(partition));
    }
    consumer.pause(partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    partitions.forEach(lanes::remove);
  }

  /** Those of this moment: any poll may give some away and bring others. */
  List<Lane> all() {
    return List.copyOf(lanes.values());
  }

  /** Whether the lane's partition is still here and the lane knows where it is. */
  boolean owns(Lane lane) {
    return lanes.get(lane.partition()) == lane && lane.adopted();
  }

  /** Polls records into the lanes, as far as these have room. */
  void poll() {
    poll(POLL, false);
  }

  /** Polls only to stay a member of the group, since there is an outage: takes no records. */
  void pollNothing(Duration timeout) {
    poll(timeout, true);
  }

  private void poll(Duration timeout, boolean hold) {
    var crowded = crowded();
    // With many records waiting one lane after the other is filled: few large inserts.
    var only = bytes() < config.batches().maxBytes() ? Optional.<Lane>empty() : fullest();
    var pause = new ArrayList<TopicPartition>();
    var resume = new ArrayList<TopicPartition>();
    for (var partition : consumer.assignment()) {
      var lane = lanes.get(partition);
      var takes =
          !hold
              && lane != null
              && lane.adopted()
              && (awaitsPlan(lane)
                  || !(crowded || lane.full(config) || (only.isPresent() && lane != only.get())));
      (takes ? resume : pause).add(partition);
    }
    consumer.pause(pause);
    consumer.resume(resume);
    var now = System.nanoTime();
    for (var kafkaRecord : consumer.poll(timeout)) {
      var lane = lanes.get(new TopicPartition(kafkaRecord.topic(), kafkaRecord.partition()));
      if (lane == null || !lane.adopted()) {
        continue;
      }
      if (!lane.add(kafkaRecord, now)) {
        log.atWarn()
            .addKeyValue("topic", kafkaRecord.topic())
            .addKeyValue("partition", kafkaRecord.partition())
            .addKeyValue("offset", kafkaRecord.offset())
            .log("Offsets went back: the topic was made again or the position was lost");
        lane.startOver();
      }
    }
  }

  /** How long the ranges that were due took to insert. */
  void inserted(Duration took) {
    lastRound = took;
  }

  /** The lanes whose range is to be inserted now. */
  List<Lane> due() {
    var now = System.nanoTime();
    var fullest = crowded() ? fullest() : Optional.<Lane>empty();
    var due = new ArrayList<Lane>();
    for (var lane : lanes.values()) {
      var hurry = fullest.filter(lane::equals).isPresent();
      if (lane.adopted()
          && lane.due(
              config,
              now,
              lane.plan().isEmpty() ? 0 : position(lane),
              hurry,
              config.batches().patience(hasMore(lane), lastRound))) {
        due.add(lane);
      }
    }
    return due;
  }

  private boolean hasMore(Lane lane) {
    return consumer.currentLag(lane.partition()).orElse(0) > 0;
  }

  private boolean awaitsPlan(Lane lane) {
    return lane.plan().isPresent() && position(lane) <= lane.plan().get().last();
  }

  private boolean crowded() {
    return bytes() >= 2 * config.batches().maxBytes();
  }

  private long bytes() {
    return lanes.values().stream().mapToLong(Lane::bytes).sum();
  }

  private Optional<Lane> fullest() {
    return lanes.values().stream().max(Comparator.comparingLong(Lane::bytes));
  }

  private long position(Lane lane) {
    return consumer.position(lane.partition(), OFFSETS_TIMEOUT);
  }
}
