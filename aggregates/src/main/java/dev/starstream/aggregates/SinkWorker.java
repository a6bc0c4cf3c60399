package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.Lane.Plan;
import dev.starstream.aggregates.Rejects.Reject;
import dev.starstream.events.RejectReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer of the sink: polls, plans a range, inserts it, commits. Everything here happens on
 * one thread, so there is never more than one insert under way for a topic partition. The order of
 * the steps is the guarantee:
 *
 * <ol>
 *   <li>the range is committed as metadata of the offset where it begins;
 *   <li>its rows are inserted, each block under a token made from the range;
 *   <li>the offset after the range is committed, in one transaction with its rejects if it has any.
 * </ol>
 *
 * <p>A crash between any two steps repeats the range with the same blocks and the same tokens.
 */
final class SinkWorker implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(SinkWorker.class);

  /** An owner older than this asks the coordinator before it inserts whether it still is one. */
  private static final Duration VERIFY_AFTER = Duration.ofSeconds(5);

  /** More refused rows than this in one range are no bad rows but a bad table or scorer. */
  private static final int MAX_REFUSED = 1000;

  private final SinkConfig config;
  private final SinkGuarantee guarantee;
  private final Map<String, Route<?>> routes;
  private final Consumer<byte[], byte[]> consumer;
  private final Admin admin;
  private final Client client;
  private final Inserter inserter;
  private final StoredRows storedRows;
  private final RangeEncoder encoder;
  private final Rejects rejects;
  private final SinkCounters counters;
  private final java.util.function.Consumer<RuntimeException> onFailure;

  /** Written by {@link #stop}, read by the thread. */
  private final AtomicBoolean stopping = new AtomicBoolean();

  // Owned by the thread of run().
  private final Lanes lanes;

  private final Outages outages;
  private final TopicIds topicIds;
  private final Takeover takeover;

  SinkWorker(
      SinkConfig config,
      SinkGuarantee guarantee,
      List<Route<?>> routes,
      Consumer<byte[], byte[]> consumer,
      Admin admin,
      Client client,
      Rejects rejects,
      SinkCounters counters,
      java.util.function.Consumer<RuntimeException> onFailure) {
    this.config = config;
    this.guarantee = guarantee;
    this.routes = routes.stream().collect(Collectors.toMap(Route::topic, route -> route));
    this.consumer = consumer;
    this.admin = admin;
    this.client = client;
    this.inserter = new Inserter(client, config, guarantee.tokens());
    this.lanes = new Lanes(config, consumer);
    this.outages = new Outages(config.patience(), lanes, counters, stopping::get);
    this.storedRows = new StoredRows(client);
    this.topicIds = new TopicIds(admin);
    this.takeover =
        new Takeover(config, guarantee, this.routes, consumer, topicIds, storedRows, outages);
    this.encoder = new RangeEncoder(storedRows, outages);
    this.rejects = rejects;
    this.counters = counters;
    this.onFailure = onFailure;
  }

  /** Ends the loop after the range under way; waits for nothing that is in trouble. */
  void stop() {
    stopping.set(true);
  }

  /** Cuts an insert under way. Its range stays planned and uncommitted, as after a crash. */
  void cut() {
    stopping.set(true);
    client.close();
  }

  @Override
  public void run() {
    try {
      awaitSoundTables();
      consumer.subscribe(routes.keySet(), lanes);
      while (!stopping.get()) {
        lanes.poll();
        adoptLanes();
        flush();
      }
    } catch (AbandonedException e) {
      log.atDebug().setCause(e).log("Stopped in the middle of a range");
    } catch (RuntimeException e) {
      if (!stopping.get()) {
        onFailure.accept(e);
      }
    } finally {
      close();
    }
  }

  private void close() {
    try {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
    } catch (KafkaException e) {
      log.atWarn().setCause(e).log("Consumer did not close cleanly");
    }
    rejects.close();
    admin.close(Duration.ofSeconds(1));
    client.close();
  }

  // Before the first record

  private void awaitSoundTables() {
    if (!guarantee.checksTables()) {
      return;
    }
    outages.patientlyUnsubscribed(
        "check of the tables", () -> DeduplicationCheck.require(client, tables()));
  }

  private Set<String> tables() {
    return routes.values().stream()
        .flatMap(route -> route.tables().stream())
        .collect(Collectors.toSet());
  }

  // Partitions come and go

  private void adoptLanes() {
    for (var lane : lanes.all()) {
      if (!lane.adopted()) {
        try {
          takeover.adopt(lane);
        } catch (AbandonedException e) {
          if (stopping.get()) {
            throw e;
          }
        }
      }
    }
  }

  // Rows go out

  private void flush() {
    var due = lanes.due();
    if (due.isEmpty()) {
      return;
    }
    try {
      dropLanesOfRemadeTopics(due);
      commitPlans(due);
      if (guarantee.commitsFirst()) {
        var offsets = new HashMap<Lane, OffsetAndMetadata>();
        due.forEach(lane -> offsets.put(lane, done(lane)));
        commit(offsets);
      }
      var inserted = new ArrayList<Lane>();
      for (var lane : due) {
        insertPlan(lane, inserted);
      }
      commitInserted(inserted);
    } catch (AbandonedException e) {
      if (stopping.get()) {
        throw e;
      }
      log.atDebug().addKeyValue("because", e.getMessage()).log("Left ranges to be repeated");
    }
  }

  /**
   * Asked after the records came and before the range is planned: if the topic id is still the same
   * then these records are of that topic, since an id is never used again.
   */
  private void dropLanesOfRemadeTopics(List<Lane> due) {
    var topics = due.stream().map(lane -> lane.partition().topic()).collect(Collectors.toSet());
    var ids = outages.patiently("topic ids", () -> topicIds.of(topics));
    due.removeIf(
        lane -> {
          var same = lane.adopted() && lane.topicId().equals(ids.get(lane.partition().topic()));
          if (!same) {
            lane.startOver();
          }
          return !same || !lanes.owns(lane);
        });
  }

  private void commitPlans(List<Lane> due) {
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

  private OffsetAndMetadata planned(Lane lane, Plan plan) {
    var note = new OffsetNote(lane.topicId(), config.generation(), OptionalLong.of(plan.last()));
    return new OffsetAndMetadata(plan.first(), note.metadata());
  }

  private OffsetAndMetadata done(Lane lane) {
    var note = new OffsetNote(lane.topicId(), config.generation(), OptionalLong.empty());
    return new OffsetAndMetadata(lane.plan().orElseThrow().last() + 1, note.metadata());
  }

  /** Inserts the rows of a plan; without rejects its commit is left to the end of the round. */
  private void insertPlan(Lane lane, List<Lane> inserted) {
    if (!lanes.owns(lane)) {
      return;
    }
    try {
      if (!lane.planInserted()) {
        var found = insertRows(lane, routes.get(lane.partition().topic()));
        if (!found.isEmpty()) {
          sendRejects(lane, found);
          return;
        }
        lane.markPlanInserted();
      }
      inserted.add(lane);
    } catch (AbandonedException e) {
      // The other lanes go on.
      if (stopping.get()) {
        throw e;
      }
      log.atInfo()
          .addKeyValue("topic", lane.partition().topic())
          .addKeyValue("partition", lane.partition().partition())
          .addKeyValue("because", e.getMessage())
          .log("Left a range to be repeated");
    }
  }

  private void commitInserted(List<Lane> inserted) {
    var offsets = new HashMap<Lane, OffsetAndMetadata>();
    inserted.forEach(lane -> offsets.put(lane, done(lane)));
    if (!offsets.isEmpty()) {
      commit(offsets);
      inserted.forEach(Lane::finishPlan);
    }
  }

  private void sendRejects(Lane lane, List<Reject> found) {
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

  private <T> List<Reject> insertRows(Lane lane, Route<T> route) {
    var started = System.nanoTime();
    var plan = lane.plan().orElseThrow();
    var found = new TreeMap<Long, Reject>();
    var blocks = encoder.encode(lane, route, found);
    var rows = 0L;
    for (var mapping : route.mappings()) {
      var tableBlocks = blocks.get(mapping.table());
      var stored =
          plan.first() <= lane.storedUpTo()
              ? Optional.of(stored(lane, mapping.table(), plan.first(), plan.last()))
              : Optional.<Set<Long>>empty();
      for (var block : tableBlocks) {
        var wanted = block.without(found.keySet());
        if (stored.isPresent()) {
          wanted = withoutStored(lane, wanted, stored.get(), tableBlocks);
        }
        var refused = new TreeMap<Long, String>();
        insert(lane, wanted, refused);
        rejectRefused(lane, route, wanted, refused, found);
        counters.addRows(mapping.table(), wanted.rows() - refused.size());
        rows += wanted.rows() - refused.size();
      }
    }
    log.atDebug()
        .addKeyValue("topic", lane.partition().topic())
        .addKeyValue("partition", lane.partition().partition())
        .addKeyValue("offset", plan.first())
        .addKeyValue("lastOffset", plan.last())
        .addKeyValue("rows", rows)
        .addKeyValue("tookMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started))
        .log("Inserted range");
    return List.copyOf(found.values());
  }

  // What is there already

  private Set<Long> stored(Lane lane, String table, long first, long last) {
    return outages.patiently(
        lane,
        "stored offsets",
        () ->
            storedRows.offsets(table, lane.topicUuid(), lane.partition().partition(), first, last));
  }

  /**
   * Leaves out the rows that the table holds already, with one exception: a planned block that is
   * there as a whole is sent again while its token is remembered. The table drops it, and a view
   * that missed it, since ClickHouse died between table and view, takes it.
   */
  private Block withoutStored(Lane lane, Block block, Set<Long> stored, List<Block> tableBlocks) {
    var rest = block.without(stored);
    if (rest.rows() == block.rows() || rest.rows() > 0) {
      return rest;
    }
    var mayLackViews =
        lane.plan().orElseThrow().recovered()
            && feedsViews(block)
            && offsets(tableBlocks).containsAll(stored);
    return mayLackViews && isTokenRemembered(lane, block) ? block : rest;
  }

  private static boolean feedsViews(Block block) {
    return block.table().equals("answer_scores");
  }

  /** Whether a block that is stored may be sent again: surely so, or it is not sent. */
  private boolean isTokenRemembered(Lane lane, Block block) {
    var since =
        outages.patiently(
            lane,
            "inserts since",
            () ->
                storedRows.insertsSince(
                    lane.topicUuid(),
                    lane.partition().partition(),
                    block.firstOffset(),
                    block.lastOffset()));
    if (since < DeduplicationCheck.MIN_WINDOW / 2) {
      return true;
    }
    counters.addDoubtfulInsert();
    log.atWarn()
        .addKeyValue("table", block.table())
        .addKeyValue("topic", lane.partition().topic())
        .addKeyValue("partition", lane.partition().partition())
        .addKeyValue("offset", block.firstOffset())
        .addKeyValue("lastOffset", block.lastOffset())
        .addKeyValue("insertsSince", since)
        .log("Range is stored, its token may be forgotten: verify the rollups");
    return false;
  }

  /**
   * Whether an insert that seemed to fail has succeeded and is not to be sent again: others may
   * have inserted so much since that its token is forgotten.
   */
  private boolean isDone(Lane lane, Block block) {
    var stored = stored(lane, block.table(), block.firstOffset(), block.lastOffset());
    return stored.containsAll(offsets(List.of(block)))
        && !(feedsViews(block) && isTokenRemembered(lane, block));
  }

  private static Set<Long> offsets(List<Block> blocks) {
    var offsets = new HashSet<Long>();
    for (var block : blocks) {
      for (var row = 0; row < block.rows(); row++) {
        offsets.add(block.offset(row));
      }
    }
    return offsets;
  }

  // Inserts

  /** Inserts a block for as long as it takes; rows that ClickHouse refuses are found by halving. */
  private void insert(Lane lane, Block block, Map<Long, String> refused) {
    if (block.rows() == 0) {
      return;
    }
    var backoff = outages.firstBackoff();
    while (true) {
      verifyOwner(lane);
      try {
        inserter.insert(block, lane.topicUuid(), lane.partition().partition());
        counters.recovered();
        return;
      } catch (RuntimeException e) {
        switch (Failures.kind(e)) {
          case RETRYABLE -> {
            backoff = outages.waitOut(lane, block.table(), e, backoff);
            if (guarantee.plans() && isDone(lane, block)) {
              return;
            }
          }
          case ROW -> {
            if (block.rows() == 1) {
              refused.put(block.firstOffset(), Failures.refusal(e));
              checkRefused(block.table(), refused.size(), e);
            } else {
              insert(lane, block.firstHalf(), refused);
              insert(lane, block.secondHalf(), refused);
            }
            return;
          }
          case UNKNOWN -> {
            outages.abandonIfStopping("an insert");
            throw new SinkException(
                "%s: insert of %s-%d, offsets %d to %d, failed in a way that is neither an outage"
                        .formatted(
                            block.table(),
                            lane.partition().topic(),
                            lane.partition().partition(),
                            block.firstOffset(),
                            block.lastOffset())
                    + " nor a bad row: "
                    + e.getMessage(),
                e);
          }
        }
      }
    }
  }

  private static void checkRefused(String table, int refused, RuntimeException last) {
    if (refused > MAX_REFUSED) {
      throw new SinkException(
          table
              + ": refuses more than "
              + MAX_REFUSED
              + " rows of one range (expected: a table and a scorer that agree): "
              + Failures.refusal(last),
          last);
    }
  }

  private <T> void rejectRefused(
      Lane lane, Route<T> route, Block block, Map<Long, String> refused, Map<Long, Reject> found) {
    if (refused.isEmpty()) {
      return;
    }
    for (var kafkaRecord : lane.plannedRecords()) {
      var detail = refused.get(kafkaRecord.offset());
      if (detail != null) {
        var value = route.deserializer().deserialize(kafkaRecord.topic(), kafkaRecord.value());
        found.put(
            kafkaRecord.offset(),
            RangeEncoder.reject(
                route,
                kafkaRecord,
                RejectReason.NOT_INSERTABLE,
                block.table() + ": " + detail,
                value));
      }
    }
  }

  /**
   * A thread that slept may have lost its partitions without knowing: a commit of the plan that
   * stands there already is refused by the coordinator if so.
   */
  private void verifyOwner(Lane lane) {
    if (guarantee.plans() && lane.sinceVerified(System.nanoTime()).compareTo(VERIFY_AFTER) > 0) {
      commit(Map.of(lane, planned(lane, lane.plan().orElseThrow())));
      if (!lanes.owns(lane)) {
        throw new AbandonedException("partition went to another sink");
      }
    }
  }

  // Kafka's offsets

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
