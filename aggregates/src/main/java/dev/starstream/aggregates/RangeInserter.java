package dev.starstream.aggregates;

import dev.starstream.aggregates.Rejects.Reject;
import dev.starstream.events.RejectReason;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inserts a planned range, table after table and block after block, for as long as it takes. It is
 * done when each of its records is a row or a reject. Owned by one sink thread.
 */
final class RangeInserter {

  /** More refused rows than this in one range are no bad rows but a bad table or scorer. */
  private static final int MAX_REFUSED = 1000;

  private static final Logger log = LoggerFactory.getLogger(RangeInserter.class);

  private final SinkGuarantee guarantee;
  private final Map<String, Route<?>> routes;
  private final RangeEncoder encoder;
  private final Repeats repeats;
  private final Inserter inserter;
  private final Commits commits;
  private final Outages outages;
  private final SinkCounters counters;

  RangeInserter(
      SinkGuarantee guarantee,
      Map<String, Route<?>> routes,
      RangeEncoder encoder,
      Repeats repeats,
      Inserter inserter,
      Commits commits,
      Outages outages,
      SinkCounters counters) {
    this.guarantee = guarantee;
    this.routes = routes;
    this.encoder = encoder;
    this.repeats = repeats;
    this.inserter = inserter;
    this.commits = commits;
    this.outages = outages;
    this.counters = counters;
  }

  /**
   * Inserts the rows of the lane's plan.
   *
   * @return the records that are no rows, in order
   * @throws AbandonedException if the sink stops or the partition moves on
   * @throws SinkException if a person must act
   */
  List<Reject> insert(Lane lane) {
    return insert(lane, routes.get(lane.partition().topic()));
  }

  private <T> List<Reject> insert(Lane lane, Route<T> route) {
    var started = System.nanoTime();
    var plan = lane.plan().orElseThrow();
    var found = new TreeMap<Long, Reject>();
    var blocks = encoder.encode(lane, route, found);
    var rows = 0L;
    for (var mapping : route.mappings()) {
      rows += insertTable(lane, route, mapping.table(), blocks.get(mapping.table()), found);
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

  /**
   * Inserts the blocks of one table.
   *
   * @param found records that are no rows: left out here, and added to
   * @return how many rows ClickHouse took
   */
  private <T> long insertTable(
      Lane lane, Route<T> route, String table, List<Block> blocks, Map<Long, Reject> found) {
    var stored = repeats.stored(lane, table);
    var rows = 0L;
    for (var block : blocks) {
      var wanted = block.without(found.keySet());
      if (stored.isPresent()) {
        wanted = repeats.withoutStored(lane, wanted, stored.get(), blocks);
      }
      var refused = new TreeMap<Long, String>();
      insertBlock(lane, wanted, refused);
      rejectRefused(lane, route, table, refused, found);
      counters.addRows(table, wanted.rows() - refused.size());
      rows += wanted.rows() - refused.size();
    }
    return rows;
  }

  /** Inserts a block for as long as it takes; rows that ClickHouse refuses are found by halving. */
  private void insertBlock(Lane lane, Block block, Map<Long, String> refused) {
    if (block.rows() == 0) {
      return;
    }
    var backoff = outages.firstBackoff();
    while (true) {
      commits.verifyOwner(lane);
      try {
        inserter.insert(block, lane.topicUuid(), lane.partition().partition());
        counters.recovered();
        return;
      } catch (RuntimeException e) {
        switch (Failures.kind(e)) {
          case RETRYABLE -> {
            backoff = outages.waitOut(lane, block.table(), e, backoff);
            if (guarantee.plans() && repeats.isDone(lane, block)) {
              return;
            }
          }
          case ROW -> {
            halve(lane, block, refused, e);
            return;
          }
          case UNKNOWN -> {
            outages.abandonIfStopping("an insert");
            throw unknown(lane, block, e);
          }
        }
      }
    }
  }

  private void halve(Lane lane, Block block, Map<Long, String> refused, RuntimeException failure) {
    if (block.rows() == 1) {
      refused.put(block.firstOffset(), Failures.refusal(failure));
      checkRefused(block.table(), refused.size(), failure);
    } else {
      insertBlock(lane, block.firstHalf(), refused);
      insertBlock(lane, block.secondHalf(), refused);
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

  private static SinkException unknown(Lane lane, Block block, RuntimeException failure) {
    return new SinkException(
        "%s: insert of %s-%d, offsets %d to %d, failed in a way that is neither an outage"
                .formatted(
                    block.table(),
                    lane.partition().topic(),
                    lane.partition().partition(),
                    block.firstOffset(),
                    block.lastOffset())
            + " nor a bad row: "
            + failure.getMessage(),
        failure);
  }

  private static <T> void rejectRefused(
      Lane lane, Route<T> route, String table, Map<Long, String> refused, Map<Long, Reject> found) {
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
                route, kafkaRecord, RejectReason.NOT_INSERTABLE, table + ": " + detail, value));
      }
    }
  }
}
