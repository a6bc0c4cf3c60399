package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.Lane.Plan;
import dev.starstream.aggregates.Rejects.Reject;
import dev.starstream.events.RejectReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
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
final class SinkWorker implements Runnable, ConsumerRebalanceListener {

  private static final Logger log = LoggerFactory.getLogger(SinkWorker.class);

  private static final Duration POLL = Duration.ofMillis(100);

  /** An owner older than this asks the coordinator before it inserts whether it still is one. */
  private static final Duration VERIFY_AFTER = Duration.ofSeconds(5);

  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(10);

  /** More refused rows than this in one range are no bad rows but a bad table or scorer. */
  private static final int MAX_REFUSED = 1000;

  /** The range is given up: the partition is gone or the sink stops. Whoever is next repeats it. */
  private static final class AbandonedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AbandonedException(String why) {
      super(why);
    }
  }

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
  private volatile boolean stopping;

  // Owned by the thread of run().
  private final Map<TopicPartition, Lane> lanes = new LinkedHashMap<>();

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
    this.storedRows = new StoredRows(client);
    this.encoder = new RangeEncoder(storedRows, this::patiently);
    this.rejects = rejects;
    this.counters = counters;
    this.onFailure = onFailure;
  }

  /** Ends the loop after the range under way; waits for nothing that is in trouble. */
  void stop() {
    stopping = true;
  }

  /** Cuts an insert under way. Its range stays planned and uncommitted, as after a crash. */
  void cut() {
    stopping = true;
    client.close();
  }

  @Override
  public void run() {
    try {
      awaitSoundTables();
      consumer.subscribe(routes.keySet(), this);
      while (!stopping) {
        poll(POLL, false);
        adoptLanes();
        flush();
      }
    } catch (AbandonedException e) {
      log.atDebug().setCause(e).log("Stopped in the middle of a range");
    } catch (RuntimeException e) {
      if (!stopping) {
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
    var backoff = config.patience().minBackoff();
    while (true) {
      try {
        DeduplicationCheck.require(client, tables());
        counters.recovered();
        return;
      } catch (RuntimeException e) {
        if (Failures.kind(e) != FailureKind.RETRYABLE) {
          throw e;
        }
        backoff = giveTime("check of the tables", e, backoff);
        if (stopping) {
          throw new AbandonedException("stopped before the first record");
        }
      }
    }
  }

  private Set<String> tables() {
    return routes.values().stream()
        .flatMap(route -> route.tables().stream())
        .collect(Collectors.toSet());
  }

  // Partitions come and go

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

  private void adoptLanes() {
    for (var lane : List.copyOf(lanes.values())) {
      if (!lane.adopted()) {
        try {
          adopt(lane);
        } catch (AbandonedException e) {
          if (stopping) {
            throw e;
          }
        }
      }
    }
  }

  /** Finds out where to begin, from Kafka's committed offset and from what the tables hold. */
  private void adopt(Lane lane) {
    var partition = lane.partition();
    var topicId =
        patiently(lane, "topic id", () -> topicIds(Set.of(partition.topic())))
            .get(partition.topic());
    if (topicId == null) {
      // Deleted just now; the group will hear of it.
      return;
    }
    var uuid = new UUID(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits());
    var stored =
        patiently(
            lane,
            "highest stored offset",
            () ->
                routes.get(partition.topic()).tables().stream()
                    .mapToLong(
                        table -> storedRows.highestOffset(table, uuid, partition.partition()))
                    .max()
                    .orElse(-1));
    var committed =
        patiently(
            lane,
            "committed offset",
            () ->
                Optional.ofNullable(
                    consumer.committed(Set.of(partition), COMMIT_TIMEOUT).get(partition)));
    var beginning =
        patiently(
            lane,
            "first offset",
            () -> consumer.beginningOffsets(Set.of(partition), COMMIT_TIMEOUT).get(partition));
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

  /** The ids of those topics that are there. */
  private Map<String, Uuid> topicIds(Set<String> topics) {
    try {
      var ids = new HashMap<String, Uuid>();
      for (var answer : admin.describeTopics(topics).topicNameValues().entrySet()) {
        describe(answer.getValue())
            .ifPresent(description -> ids.put(answer.getKey(), description.topicId()));
      }
      return ids;
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException(
          "cannot describe " + topics, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AbandonedException("interrupted");
    }
  }

  private static Optional<TopicDescription> describe(KafkaFuture<TopicDescription> answer)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return Optional.of(answer.get(10, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  // Records come in

  /**
   * Polls, which also keeps the membership alive.
   *
   * @param hold takes no records, since there is an outage
   */
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
    return consumer.position(lane.partition(), COMMIT_TIMEOUT);
  }

  // Rows go out

  private void flush() {
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
              consumer.currentLag(lane.partition()).orElse(0) > 0)) {
        due.add(lane);
      }
    }
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
      if (stopping) {
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
    var ids = patiently(Optional.empty(), "topic ids", () -> topicIds(topics));
    due.removeIf(
        lane -> {
          var same = lane.adopted() && lane.topicId().equals(ids.get(lane.partition().topic()));
          if (!same) {
            lane.startOver();
          }
          return !same || !owned(lane);
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
    if (!owned(lane)) {
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
      if (stopping) {
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
    patiently(
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
    return patiently(
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
        patiently(
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
    var backoff = config.patience().minBackoff();
    while (true) {
      verifyOwner(lane);
      try {
        inserter.insert(block, lane.topicUuid(), lane.partition().partition());
        counters.recovered();
        return;
      } catch (RuntimeException e) {
        switch (Failures.kind(e)) {
          case RETRYABLE -> {
            backoff = waitOut(lane, block.table(), e, backoff);
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
            if (stopping) {
              throw new AbandonedException("stopped during an insert");
            }
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
      if (!owned(lane)) {
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
    patiently(
        Optional.empty(),
        "commit",
        () -> {
          var owned = new HashMap<TopicPartition, OffsetAndMetadata>();
          offsets.forEach(
              (lane, offset) -> {
                if (owned(lane)) {
                  owned.put(lane.partition(), offset);
                }
              });
          try {
            consumer.commitSync(owned, COMMIT_TIMEOUT);
          } catch (CommitFailedException
              | RebalanceInProgressException
              | FencedInstanceIdException e) {
            // The next poll tells which partitions are still here.
            throw new AbandonedException("commit refused: " + e.getMessage());
          }
          var now = System.nanoTime();
          owned.keySet().forEach(partition -> lanes.get(partition).verified(now));
          return null;
        });
  }

  // Outages

  private <T> T patiently(Lane lane, String what, Supplier<T> action) {
    return patiently(Optional.of(lane), what, action);
  }

  /** Does something until it succeeds, through outages of any length. */
  private <T> T patiently(Optional<Lane> lane, String what, Supplier<T> action) {
    var backoff = config.patience().minBackoff();
    while (true) {
      try {
        return action.get();
      } catch (AbandonedException e) {
        throw e;
      } catch (RuntimeException e) {
        if (stopping) {
          throw new AbandonedException("stopped during " + what);
        }
        if (Failures.kind(e) != FailureKind.RETRYABLE) {
          throw e;
        }
        backoff = waitOut(lane, what, e, backoff);
      }
    }
  }

  private Duration waitOut(Lane lane, String what, RuntimeException failure, Duration backoff) {
    return waitOut(Optional.of(lane), what, failure, backoff);
  }

  /** Waits, polling without taking records so that the group keeps this member. */
  private Duration waitOut(
      Optional<Lane> lane, String what, RuntimeException failure, Duration backoff) {
    noteOutage(what, failure, backoff);
    var until = System.nanoTime() + backoff.toNanos();
    do {
      if (stopping) {
        throw new AbandonedException("stopped during an outage of " + what);
      }
      poll(POLL.compareTo(backoff) < 0 ? POLL : backoff, true);
      if (lane.isPresent() && !owned(lane.get())) {
        throw new AbandonedException("partition went to another sink");
      }
    } while (System.nanoTime() - until < 0);
    return longer(backoff);
  }

  /** As {@link #waitOut} before there is a subscription to keep. */
  private Duration giveTime(String what, RuntimeException failure, Duration backoff) {
    noteOutage(what, failure, backoff);
    var until = System.nanoTime() + backoff.toNanos();
    while (System.nanoTime() - until < 0 && !stopping) {
      try {
        TimeUnit.MILLISECONDS.sleep(Math.min(POLL.toMillis(), backoff.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AbandonedException("interrupted");
      }
    }
    return longer(backoff);
  }

  private void noteOutage(String what, RuntimeException failure, Duration backoff) {
    var error = Failures.root(failure).toString();
    counters.retry(what + ": " + error);
    log.atWarn()
        .addKeyValue("what", what)
        .addKeyValue("error", error)
        .addKeyValue("againInMs", backoff.toMillis())
        .log("Outage, trying again");
  }

  private Duration longer(Duration backoff) {
    var doubled = backoff.multipliedBy(2);
    return doubled.compareTo(config.patience().maxBackoff()) < 0
        ? doubled
        : config.patience().maxBackoff();
  }

  private boolean owned(Lane lane) {
    return lanes.get(lane.partition()) == lane && lane.adopted();
  }
}
