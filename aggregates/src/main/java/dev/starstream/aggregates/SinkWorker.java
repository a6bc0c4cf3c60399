package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer of the sink: polls, plans a range, inserts it, commits. Everything here happens on
 * one thread, so there is never more than one insert under way for a topic partition. The order of
 * the steps is the guarantee, and {@link #insertDue} is that order:
 *
 * <ol>
 *   <li>the range is committed as metadata of the offset where it begins ({@link Commits});
 *   <li>its rows are inserted, each block under a token made from the range ({@link
 *       RangeInserter});
 *   <li>the offset after the range is committed, in one transaction with its rejects if it has any
 *       ({@link Commits}).
 * </ol>
 *
 * <p>A crash between any two steps repeats the range with the same blocks and the same tokens:
 * {@link Takeover} finds the plan, {@link Repeats} what is there of it.
 */
final class SinkWorker implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(SinkWorker.class);

  private final SinkGuarantee guarantee;
  private final Map<String, Route<?>> routes;
  private final Consumer<byte[], byte[]> consumer;
  private final Admin admin;
  private final Client client;
  private final Rejects rejects;
  private final java.util.function.Consumer<RuntimeException> onFailure;

  /** Written by {@link #stop}, read by the thread. */
  private final AtomicBoolean stopping = new AtomicBoolean();

  // Owned by the thread of run(), as all that they are made of.
  private final Lanes lanes;
  private final Outages outages;
  private final TopicIds topicIds;
  private final Takeover takeover;
  private final Commits commits;
  private final RangeInserter inserter;

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
    this.guarantee = guarantee;
    this.routes = routes.stream().collect(Collectors.toMap(Route::topic, route -> route));
    this.consumer = consumer;
    this.admin = admin;
    this.client = client;
    this.rejects = rejects;
    this.onFailure = onFailure;
    this.lanes = new Lanes(config, consumer);
    this.outages = new Outages(config.patience(), lanes, counters, stopping::get);
    this.topicIds = new TopicIds(admin);
    var storedRows = new StoredRows(client);
    this.takeover =
        new Takeover(config, guarantee, this.routes, consumer, topicIds, storedRows, outages);
    this.commits = new Commits(config, guarantee, consumer, lanes, rejects, outages, counters);
    this.inserter =
        new RangeInserter(
            guarantee,
            this.routes,
            new RangeEncoder(storedRows, outages),
            new Repeats(storedRows, outages, counters),
            new Inserter(client, config, guarantee.tokens()),
            commits,
            outages,
            counters);
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
        takeOver();
        insertDue();
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

  /** Finds out where to begin with partitions that have just come. */
  private void takeOver() {
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

  /** The three steps, with the ranges of all lanes that are due. */
  private void insertDue() {
    var due = lanes.due();
    if (due.isEmpty()) {
      return;
    }
    try {
      dropLanesOfRemadeTopics(due);
      commits.commitPlans(due);
      if (guarantee.commitsFirst()) {
        // Wrong, and never so in a sink that is whole: the drill must notice.
        commits.commitDone(due);
      }
      var start = System.nanoTime();
      var inserted = insertPlans(due);
      lanes.inserted(Duration.ofNanos(System.nanoTime() - start));
      commits.commitInserted(inserted);
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

  /**
   * Inserts the planned ranges one after the other. One with rejects is committed at once, in their
   * transaction.
   *
   * @return those of which only the commit is left
   */
  private List<Lane> insertPlans(List<Lane> due) {
    var inserted = new ArrayList<Lane>();
    for (var lane : due) {
      try {
        if (lanes.owns(lane) && insertPlan(lane)) {
          inserted.add(lane);
        }
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
    return inserted;
  }

  /** Whether the range is to be committed with the others, since it has no rejects. */
  private boolean insertPlan(Lane lane) {
    if (!lane.planInserted()) {
      var found = inserter.insert(lane);
      if (!found.isEmpty()) {
        commits.commitWithRejects(lane, found);
        return false;
      }
      lane.markPlanInserted();
    }
    return true;
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
}
