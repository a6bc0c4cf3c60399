package dev.starstream.aggregates;

import dev.starstream.aggregates.Rejects.Reject;
import dev.starstream.events.RejectReason;
import dev.starstream.schemas.AvroSerdes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes blocks of the records of a planned range; what is no row becomes a reject, and a record
 * that is a row already is left out. Its buffers are used again: the blocks of a range hold until
 * the next one is encoded. Owned by one sink thread.
 */
final class RangeEncoder {

  private final StoredRows storedRows;
  private final Outages outages;
  private final Map<String, RowBuffer> buffers = new HashMap<>();

  RangeEncoder(StoredRows storedRows, Outages outages) {
    this.storedRows = storedRows;
    this.outages = outages;
  }

  /** Blocks by table, those of one table in the order of its partitions. */
  <T> Map<String, List<Block>> encode(Lane lane, Route<T> route, Map<Long, Reject> found) {
    var builders = new HashMap<String, TreeMap<Integer, Block.Builder>>();
    route.tables().forEach(table -> builders.put(table, new TreeMap<>()));
    var repeated = repeatedElsewhere(lane, route);
    var hasRepeatable = hasRepeatable(lane, route);
    for (var kafkaRecord : lane.plannedRecords()) {
      var decoded = decode(lane, route, kafkaRecord, found);
      if (decoded.isEmpty()) {
        continue;
      }
      var value = decoded.get();
      if (hasRepeatable && isRepeated(route, kafkaRecord, value, repeated)) {
        continue;
      }
      var origin = new Origin(lane.topicUuid(), kafkaRecord.partition(), kafkaRecord.offset());
      for (var mapping : route.mappings()) {
        try {
          write(mapping, value, origin, builders.get(mapping.table()));
        } catch (RowRefusedException e) {
          found.put(
              kafkaRecord.offset(),
              reject(route, kafkaRecord, RejectReason.NOT_INSERTABLE, e.getMessage(), value));
          break;
        }
      }
    }
    var blocks = new HashMap<String, List<Block>>();
    builders.forEach(
        (table, byPartition) ->
            blocks.put(table, byPartition.values().stream().map(Block.Builder::build).toList()));
    return blocks;
  }

  private <T> void write(
      RowMapping<T> mapping, T value, Origin origin, Map<Integer, Block.Builder> builders) {
    var partition = mapping.partition(value);
    var builder = builders.get(partition);
    if (builder == null) {
      builder =
          new Block.Builder(
              mapping.table(), mapping.columns(), partition, buffer(mapping, builders));
      builders.put(partition, builder);
    }
    try {
      mapping.write(value, origin, builder.buffer());
    } catch (RowRefusedException e) {
      builder.dropRow();
      throw e;
    }
    builder.endRow(origin.offset());
  }

  /** The table's own buffer for the first of its partitions, which mostly is the only one. */
  private RowBuffer buffer(RowMapping<?> mapping, Map<Integer, Block.Builder> builders) {
    if (!builders.isEmpty()) {
      return new RowBuffer(mapping.columns());
    }
    var buffer =
        buffers.computeIfAbsent(mapping.table(), table -> new RowBuffer(mapping.columns()));
    buffer.truncate(0);
    return buffer;
  }

  private static <T> boolean hasRepeatable(Lane lane, Route<T> route) {
    return route.once().isPresent()
        && lane.plannedRecords().stream().anyMatch(route.once().get()::concerns);
  }

  /** A replay may come in the range of the record that it repeats, so that one counts too. */
  private static <T> boolean isRepeated(
      Route<T> route, ConsumerRecord<byte[], byte[]> kafkaRecord, T value, Set<String> repeated) {
    return route
        .once()
        .map(once -> !repeated.add(once.key().apply(value)) && once.concerns(kafkaRecord))
        .orElse(false);
  }

  /** What is a row already, to which {@link #encode} adds what it comes across. */
  private <T> Set<String> repeatedElsewhere(Lane lane, Route<T> route) {
    if (route.once().isEmpty()) {
      return new HashSet<>();
    }
    var once = route.once().get();
    var ids = new HashSet<UUID>();
    for (var kafkaRecord : lane.plannedRecords()) {
      if (once.concerns(kafkaRecord)) {
        decode(lane, route, kafkaRecord, new HashMap<>())
            .ifPresent(decoded -> ids.add(once.id().apply(decoded)));
      }
    }
    if (ids.isEmpty()) {
      return new HashSet<>();
    }
    var plan = lane.plan().orElseThrow();
    return new HashSet<>(
        outages.patiently(
            lane,
            "stored ids",
            () ->
                storedRows.elsewhere(
                    once.statement(),
                    route.tables().get(0),
                    ids,
                    lane.topicUuid(),
                    lane.partition().partition(),
                    plan.first(),
                    plan.last())));
  }

  /** Decodes; what cannot be decoded is rejected, while an outage of the registry is waited out. */
  private <T> Optional<T> decode(
      Lane lane,
      Route<T> route,
      ConsumerRecord<byte[], byte[]> kafkaRecord,
      Map<Long, Reject> found) {
    if (kafkaRecord.value() == null) {
      return undecodable(kafkaRecord, "no value", found);
    }
    return outages.patiently(
        lane,
        "schema registry",
        () -> {
          try {
            return Optional.of(
                route.deserializer().deserialize(kafkaRecord.topic(), kafkaRecord.value()));
          } catch (RuntimeException e) {
            if (AvroSerdes.isOutage(e)) {
              throw e;
            }
            var cause = Failures.root(e).getClass().getSimpleName();
            return undecodable(kafkaRecord, "not Avro of a known schema: " + cause, found);
          }
        });
  }

  private static <T> Optional<T> undecodable(
      ConsumerRecord<byte[], byte[]> kafkaRecord, String detail, Map<Long, Reject> found) {
    found.put(
        kafkaRecord.offset(),
        new Reject(kafkaRecord, RejectReason.UNDECODABLE, detail, Optional.empty()));
    return Optional.empty();
  }

  /** The reject of a record that was decoded and is no row. */
  static <T> Reject reject(
      Route<T> route,
      ConsumerRecord<byte[], byte[]> kafkaRecord,
      RejectReason reason,
      String detail,
      T value) {
    var submission =
        route
            .submission()
            .orElseThrow(
                () ->
                    new SinkException(
                        "%s-%d@%d: %s; a reject is not rejected again"
                            .formatted(
                                kafkaRecord.topic(),
                                kafkaRecord.partition(),
                                kafkaRecord.offset(),
                                detail)));
    return new Reject(kafkaRecord, reason, detail, Optional.of(submission.apply(value)));
  }
}
