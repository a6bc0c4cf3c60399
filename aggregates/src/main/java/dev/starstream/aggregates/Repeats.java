package dev.starstream.aggregates;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is sent again of a range that may have been inserted before: the rows that its tables lack,
 * and a block that its views may lack as long as the table surely drops it by its token. Owned by
 * one sink thread.
 */
final class Repeats {

  private static final Logger log = LoggerFactory.getLogger(Repeats.class);

  private final StoredRows storedRows;
  private final Outages outages;
  private final SinkCounters counters;

  Repeats(StoredRows storedRows, Outages outages, SinkCounters counters) {
    this.storedRows = storedRows;
    this.outages = outages;
    this.counters = counters;
  }

  /** The offsets of the lane's plan that a table holds; empty where it cannot hold any. */
  Optional<Set<Long>> stored(Lane lane, String table) {
    var plan = lane.plan().orElseThrow();
    return plan.first() <= lane.storedUpTo()
        ? Optional.of(stored(lane, table, plan.first(), plan.last()))
        : Optional.empty();
  }

  /**
   * Leaves out the rows that the table holds already, with one exception: a planned block that is
   * there as a whole is sent again while its token is remembered. The table drops it, and a view
   * that missed it, since ClickHouse died between table and view, takes it.
   *
   * @param stored the offsets of the plan that the table holds
   * @param tableBlocks all blocks of the plan for that table
   */
  Block withoutStored(Lane lane, Block block, Set<Long> stored, List<Block> tableBlocks) {
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

  /**
   * Whether an insert that seemed to fail has succeeded and is not to be sent again: others may
   * have inserted so much since that its token is forgotten.
   */
  boolean isDone(Lane lane, Block block) {
    var stored = stored(lane, block.table(), block.firstOffset(), block.lastOffset());
    return stored.containsAll(offsets(List.of(block)))
        && !(feedsViews(block) && isTokenRemembered(lane, block));
  }

  private Set<Long> stored(Lane lane, String table, long first, long last) {
    return outages.patiently(
        lane,
        "stored offsets",
        () ->
            storedRows.offsets(table, lane.topicUuid(), lane.partition().partition(), first, last));
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

  private static Set<Long> offsets(List<Block> blocks) {
    var offsets = new HashSet<Long>();
    for (var block : blocks) {
      for (var row = 0; row < block.rows(); row++) {
        offsets.add(block.offset(row));
      }
    }
    return offsets;
  }
}
