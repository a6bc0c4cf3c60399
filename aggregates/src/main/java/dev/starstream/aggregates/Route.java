package dev.starstream.aggregates;

import dev.starstream.events.AnswerSubmitted;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A topic and the tables that its records go to.
 *
 * @param mappings in the order of their inserts; a row that the first refuses is in none
 * @param answer the submission in a record, for its reject; empty if a record is never rejected
 *     itself
 * @param onceBy the id under which a record is one row, however often it is in the topic; empty if
 *     it is there once
 */
record Route<T>(
    String topic,
    Deserializer<T> deserializer,
    List<RowMapping<T>> mappings,
    Optional<Function<T, AnswerSubmitted>> answer,
    Optional<Function<T, UUID>> onceBy) {

  Route {
    mappings = List.copyOf(mappings);
  }

  List<String> tables() {
    return mappings.stream().map(RowMapping::table).toList();
  }
}
