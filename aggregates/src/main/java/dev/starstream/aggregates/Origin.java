package dev.starstream.aggregates;

import java.util.UUID;

/**
 * Where a record stands in Kafka; part of every row, so that a table can say what it holds.
 *
 * @param topicId Kafka's id of the topic: another one after the topic was deleted and made again
 */
record Origin(UUID topicId, int partition, long offset) {

  void write(RowBuffer row) {
    row.uuid(topicId);
    row.uint32(partition);
    row.int64(offset);
  }
}
