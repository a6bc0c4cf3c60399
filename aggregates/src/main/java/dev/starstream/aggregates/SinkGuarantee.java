package dev.starstream.aggregates;

import java.util.Optional;
import java.util.UUID;

/**
 * The steps that make an insert effectively once. There is one sink with all of them; benchmarks
 * leave some out, to show what they cost and that the fault drill notices when one is missing.
 *
 * @param plans a range is committed before it is inserted, and the tables are asked on taking over
 * @param commitsFirst the offset after a range is committed before its rows are inserted: wrong
 * @param checksTables the sink refuses to run on tables and settings that would double a repeat
 */
record SinkGuarantee(boolean plans, boolean commitsFirst, boolean checksTables, Tokens tokens) {

  /** What makes a repeated insert a repeated insert; empty for no deduplication at all. */
  interface Tokens {
    Optional<String> of(SinkConfig config, Block block, UUID topicId, int partition);
  }

  static final SinkGuarantee FULL =
      new SinkGuarantee(
          true,
          false,
          true,
          (config, block, topicId, partition) ->
              Optional.of(originToken(config, block, topicId, partition)));

  /** Where the rows come from and where they go. */
  private static String originToken(SinkConfig config, Block block, UUID topicId, int partition) {
    return "%s/%s/g%d/%s/p%d/%d-%d/%d/n%d"
        .formatted(
            config.name(),
            block.table(),
            config.generation(),
            topicId,
            partition,
            block.firstOffset(),
            block.lastOffset(),
            block.tablePartition(),
            block.rows());
  }
}
