package dev.starstream.aggregates;

import dev.starstream.aggregates.Lane.Plan;
import dev.starstream.aggregates.Rejects.Reject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sink tells the group's coordinator of a range: before the insert that it is planned,
 * afterwards that it is done. A commit is also the proof that the partition is still this sink's,
 * since the coordinator refuses all others: an {@link AbandonedException}. Owned by one sink
 * thread.
 */
final class Commits {

  /** An owner older than this asks the coordinator before it inserts whether it still is one. */
  private static final Duration VERIFY_AFTER = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Commits.class);

  private final SinkConfig config;
  private final SinkGuarantee guarantee;
  private final Consumer<byte[], byte[]> consumer;
  private final Lanes lanes;
  private final Rejects rejects;
  private final Outages outages;
  private final SinkCounters counters;

  Commits(
      SinkConfig config,
      SinkGuarantee guarantee,
      Consumer<byte[], byte[]> consumer,
      Lanes lanes,
      Rejects rejects,
      Outages outages,
      SinkCounters counters) {
    this.config = config;
    this.guarantee = guarantee;
    this.consumer = consumer;
    this.lanes = lanes;
    this.rejects = rejects;
    this.outages = outages;
    this.counters = counters;
  }

  /** Plans a range of each lane that has none, all in one commit. */
  void commitPlans(List<Lane> due) {
    var notes = new HashMap<Lane, OffsetAndMetadata>();
    var plans = new HashMap<Lane, Plan>();
    for (var lane : due) {
      if (lane.plan().isEmpty()) {
        var plan = lane.nextPlan(config);
        plans.put(lane, plan);
        notes.put(lane, planned(lane, plan));
      }
    }
    if (!notes.isEmpty()) {
      if (guarantee.plans()) {
        commit(notes);
      }
      plans.forEach(Lane::planned);
    }
  }

  /**
   * Commits the plan once more if the last commit is long ago: a thread that slept may have lost
   * its partitions without knowing, and then the coordinator refuses it.
   */
  void verifyOwner(Lane lane) {
    if (guarantee.plans() && lane.sinceVerified(System.nanoTime()).compareTo(VERIFY_AFTER) > 0) {
      commit(Map.of(lane, planned(lane, lane.plan().orElseThrow())));
      if (!lanes.owns(lane)) {
        throw new AbandonedException("partition went to another sink");
      }
    }
  }

  /** Commits that the ranges are done, all in one commit; the lanes are not told. */
  void commitDone(List<Lane> planned) {
    var offsets = new HashMap<Lane, OffsetAndMetadata>();
    planned.forEach(lane -> offsets.put(lane, done(lane)));
    commit(offsets);
  }

  /** Commits that the ranges are done, all in one commit, and lets the lanes go on. */
  void commitInserted(List<Lane> inserted) {
    if (!inserted.isEmpty()) {
      commitDone(inserted);
      inserted.forEach(Lane::finishPlan);
    }
  }

  /** Writes rejects and commits that their range is done, in one transaction; the lane goes on. */
  void commitWithRejects(Lane lane, List<Reject> found) {
    outages.patiently(
        lane,
        "rejects",
        () -> {
          try {
            rejects.send(found, Map.of(lane.partition(), done(lane)), consumer.groupMetadata());
            return null;
          } catch (CommitFailedException | ProducerFencedException | FencedInstanceIdException e) {
            throw new AbandonedException("fenced while rejecting: " + e.getMessage());
          }
        });
    lane.finishPlan();
    counters.addRejected(found.size());
    for (var reject : found) {
      log.atWarn()
          .addKeyValue("topic", reject.kafkaRecord().topic())
          .addKeyValue("partition", reject.kafkaRecord().partition())
          .addKeyValue("offset", reject.kafkaRecord().offset())
          .addKeyValue("reason", reject.reason())
          .addKeyValue("detail", reject.detail())
          .log("Rejected record");
    }
  }

  private OffsetAndMetadata planned(Lane lane, Plan plan) {
    var note = new OffsetNote(lane.topicId(), config.generation(), OptionalLong.of(plan.last()));
    return new OffsetAndMetadata(plan.first(), note.metadata());
  }

  private OffsetAndMetadata done(Lane lane) {
    var note = new OffsetNote(lane.topicId(), config.generation(), OptionalLong.empty());
    return new OffsetAndMetadata(lane.plan().orElseThrow().last() + 1, note.metadata());
  }

  /**
   * Commits the offsets of those lanes that are still ours: waiting out an outage polls, and a poll
   * may give partitions away whose offsets then are another sink's to commit.
   */
  private void commit(Map<Lane, OffsetAndMetadata> offsets) {
    outages.patiently(
        "commit",
        () -> {
          var owned = offsets.keySet().stream().filter(lanes::owns).toList();
          var ofOwned = new HashMap<TopicPartition, OffsetAndMetadata>();
          owned.forEach(lane -> ofOwned.put(lane.partition(), offsets.get(lane)));
          try {
            consumer.commitSync(ofOwned, Lanes.OFFSETS_TIMEOUT);
          } catch (CommitFailedException
              | RebalanceInProgressException
              | FencedInstanceIdException e) {
            // The next poll tells which partitions are still here.
            throw new AbandonedException("commit refused: " + e.getMessage());
          }
          var now = System.nanoTime();
          owned.forEach(lane -> lane.verified(now));
          return null;
        });
  }
}
