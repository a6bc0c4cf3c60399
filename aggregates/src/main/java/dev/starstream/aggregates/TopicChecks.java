package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.RecordIds.Found;
import dev.starstream.aggregates.SinkOffsets.Progress;
import dev.starstream.aggregates.Verifier.OpenCheck;
import dev.starstream.aggregates.VerifyReport.Difference;
import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.Stage;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** Compares the records of the sink's topics, offset by offset, with the rows of its tables. */
final class TopicChecks {

  private static final long WINDOW = 50_000;

  private record Place(TopicPartition partition, long offset) {}

  private final RecordIds topics;
  private final StoredRows stored;
  private final Deserializer<UUID> answerIds;
  private final Deserializer<UUID> rejectIds;
  private final Deserializer<AnswerRejected> rejects;
  private final boolean hasErased;

  TopicChecks(Client client, RecordIds topics, AvroSerdes serdes, boolean hasErased) {
    this.topics = topics;
    this.stored = new StoredRows(client);
    this.answerIds = serdes.uuidField(AnswerScored.getClassSchema(), "answer_id");
    this.rejectIds = serdes.uuidField(AnswerRejected.getClassSchema(), "reject_id");
    this.rejects = serdes.answerRejected().deserializer();
    this.hasErased = hasErased;
  }

  void add(List<OpenCheck> checks, List<Progress> progress, Optional<Instant> since) {
    var rejected = Topics.ANSWERS_REJECTED.name();
    var tails = progress.stream().filter(one -> one.partition().topic().equals(rejected)).toList();
    for (var topic : SinkOffsets.TOPICS) {
      var windows = new ArrayList<VerifyWindow>();
      for (var one : progress) {
        if (one.partition().topic().equals(topic)) {
          var first = first(one.partition(), since);
          var end = Math.min(one.committed(), topics.end(one.partition()));
          for (var from = first; from < end; from += WINDOW) {
            windows.add(
                topic.equals(rejected)
                    ? new RejectWindow(one, from, Math.min(end, from + WINDOW))
                    : new AnswerWindow(one, from, Math.min(end, from + WINDOW), tails));
          }
        }
      }
      var table = topic.equals(rejected) ? "rejected_answers" : "answer_scores";
      checks.add(new OpenCheck(topic, "records are rows of " + table, windows));
    }
  }

  private long first(TopicPartition partition, Optional<Instant> since) {
    var beginning = topics.beginning(partition);
    return since.map(time -> Math.max(beginning, topics.since(partition, time))).orElse(beginning);
  }

  private static String place(UUID id, Progress progress, long offset) {
    return id + " at " + progress.partition() + " offset " + offset;
  }

  private static void note(
      Map<String, Difference> differences, UUID id, Progress progress, long offset, String detail) {
    var place = place(id, progress, offset);
    differences.put(place + detail, new Difference(place, detail));
  }

  /**
   * A range of answers.scored or answers.rescored: each record is a row, or the sink refused it.
   */
  private final class AnswerWindow implements VerifyWindow {

    private final Progress progress;
    private final long first;
    private final long end;
    private final List<Progress> rejectTails;

    private AnswerWindow(Progress progress, long first, long end, List<Progress> rejectTails) {
      this.progress = progress;
      this.first = first;
      this.end = end;
      this.rejectTails = rejectTails;
    }

    @Override
    public Outcome compare() {
      // Retention may have moved on since the window was cut.
      var from = Math.max(first, topics.beginning(progress.partition()));
      var records = topics.ids(progress.partition(), from, end, answerIds);
      var differences = new LinkedHashMap<String, Difference>();
      var rows = new TreeMap<Long, UUID>();
      for (var row : stored.ids("answer_scores", "answer_id", origin(), from, end - 1)) {
        if (rows.putIfAbsent(row.offset(), row.id()) != null) {
          note(differences, row.id(), progress, row.offset(), "the record is two rows");
        }
      }
      var erased =
          hasErased
              ? stored.offsets(
                  "erased_answers", origin().topicId(), origin().partition(), from, end - 1)
              : Set.<Long>of();
      var missing = new TreeMap<Long, Found>();
      records.forEach(
          (offset, found) -> {
            var id = found.id();
            var row = rows.get(offset);
            if (row != null && erased.contains(offset)) {
              note(differences, id, progress, offset, "erased, and still a row");
            } else if (row != null && !row.equals(id)) {
              note(differences, id, progress, offset, "the row is of answer " + row);
            } else if (row == null && !erased.contains(offset)) {
              missing.put(offset, found);
            }
          });
      removeReplays(missing);
      removeRefused(missing);
      missing.forEach((offset, found) -> note(differences, found.id(), progress, offset, "no row"));
      rows.forEach(
          (offset, id) -> {
            if (!records.containsKey(offset)) {
              note(differences, id, progress, offset, "a row without a record");
            }
          });
      erased.forEach(
          offset -> {
            if (!records.containsKey(offset)) {
              note(differences, RecordIds.UNDECODABLE, progress, offset, "erased without a record");
            }
          });
      return new Outcome(records.size(), differences, 0);
    }

    private Origin origin() {
      return new Origin(progress.topicId(), progress.partition().partition(), first);
    }

    /** A replay whose answer is a row already, of another record, is no row. */
    private void removeReplays(SortedMap<Long, Found> missing) {
      var replays =
          missing.values().stream()
              .filter(found -> found.origin().isPresent())
              .map(Found::id)
              .collect(Collectors.toSet());
      if (!replays.isEmpty()) {
        var known = stored.knownAnswers(replays);
        missing
            .values()
            .removeIf(found -> found.origin().isPresent() && known.contains(found.id()));
      }
    }

    /**
     * What the sink itself has rejected is no row; its reject tells where the record stood first.
     */
    private void removeRefused(SortedMap<Long, Found> missing) {
      var places = new HashMap<Long, Place>();
      missing.forEach((offset, found) -> places.put(offset, place(offset, found)));
      var refused = new HashSet<Place>();
      places.values().stream()
          .collect(Collectors.groupingBy(Place::partition))
          .forEach(
              (partition, some) -> {
                var offsets = some.stream().mapToLong(Place::offset).summaryStatistics();
                stored
                    .sinkRejects(partition, offsets.getMin(), offsets.getMax())
                    .forEach(offset -> refused.add(new Place(partition, offset)));
              });
      if (!refused.containsAll(places.values())) {
        refused.addAll(rejectsOnTheirWay());
      }
      missing.keySet().removeIf(offset -> refused.contains(places.get(offset)));
    }

    private Place place(long offset, Found found) {
      return found
          .origin()
          .map(
              origin ->
                  new Place(
                      new TopicPartition(origin.topic(), origin.partition()), origin.offset()))
          .orElse(new Place(progress.partition(), offset));
    }

    /** A reject is on its topic before it is a row. */
    private Set<Place> rejectsOnTheirWay() {
      var found = new HashSet<Place>();
      for (var tail : rejectTails) {
        topics.read(
            tail.partition(),
            Math.max(tail.committed(), topics.beginning(tail.partition())),
            topics.end(tail.partition()),
            kafkaRecord -> {
              var reject = rejects.deserialize(tail.partition().topic(), kafkaRecord.value());
              if (reject.getStage() == Stage.SINK) {
                found.add(
                    new Place(
                        new TopicPartition(reject.getTopic(), reject.getPartition()),
                        reject.getOffset()));
              }
            });
      }
      return found;
    }
  }

  /** A range of answers.rejected: a reject that is several records is one row. */
  private final class RejectWindow implements VerifyWindow {

    private final Progress progress;
    private final long first;
    private final long end;

    private RejectWindow(Progress progress, long first, long end) {
      this.progress = progress;
      this.first = first;
      this.end = end;
    }

    @Override
    public Outcome compare() {
      var from = Math.max(first, topics.beginning(progress.partition()));
      var records = topics.ids(progress.partition(), from, end, rejectIds);
      var origin = new Origin(progress.topicId(), progress.partition().partition(), first);
      var differences = new LinkedHashMap<String, Difference>();
      var missing = new TreeMap<>(records);
      for (var row : stored.ids("rejected_answers", "reject_id", origin, from, end - 1)) {
        var found = records.get(row.offset());
        if (found == null) {
          note(differences, row.id(), progress, row.offset(), "a row without a record");
        } else if (!found.id().equals(row.id())) {
          note(differences, found.id(), progress, row.offset(), "the row is of reject " + row.id());
        }
        missing.remove(row.offset());
      }
      if (!missing.isEmpty()) {
        var known = stored.knownRejects(missing.values().stream().map(Found::id).toList());
        missing.values().removeIf(found -> known.contains(found.id()));
      }
      missing.forEach((offset, found) -> note(differences, found.id(), progress, offset, "no row"));
      return new Outcome(records.size(), differences, 0);
    }
  }
}
