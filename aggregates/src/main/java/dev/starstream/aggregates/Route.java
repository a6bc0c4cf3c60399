package dev.starstream.aggregates;

import dev.starstream.aggregates.Rejects.Submission;
import dev.starstream.schemas.RecordOrigin;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A topic and the tables that its records go to.
 *
 * @param deserializer may hand out the same object again with the next record's fields
 * @param mappings in the order of their inserts; a row that the first refuses is in none
 * @param submission what a record's reject tells of it; empty if a record is never rejected itself
 * @param once what makes two records of the topic one row; empty if each is a row
 */
record Route<T>(
    String topic,
    Deserializer<T> deserializer,
    List<RowMapping<T>> mappings,
    Optional<Function<T, Submission>> submission,
    Optional<Once<T>> once) {

  /**
   * A record that may be in the topic more than once and is one row.
   *
   * @param id what the table's index finds it by
   * @param key what tells it from all others, as the statement writes it
   * @param statement which of these are rows already, that came with another record
   * @param onlyReplays whether this concerns replayed records only: all others are there once
   */
  record Once<T>(
      Function<T, UUID> id, Function<T, String> key, String statement, boolean onlyReplays) {

    boolean concerns(ConsumerRecord<byte[], byte[]> kafkaRecord) {
      return !onlyReplays || RecordOrigin.read(kafkaRecord.headers()).isPresent();
    }
  }

  Route {
    mappings = List.copyOf(mappings);
  }

  List<String> tables() {
    return mappings.stream().map(RowMapping::table).toList();
  }
}
