package dev.starstream.drill;

import dev.starstream.aggregates.SinkConfig;
import dev.starstream.aggregates.Verifier;
import dev.starstream.drill.DrillReport.Check;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether the tables hold what was sent: all of it, once, and rollups that equal a recount. */
final class Checks {

  static final List<String> ROLLUPS =
      List.of("answers_daily", "mistakes_daily", "star_daily", "questions_daily");

  private static final String VERIFY = "verify ";
  private static final int SHOWN = 10;

  /** After bursts, trickles and kills; a tenth of what ClickHouse slows inserts down for. */
  private static final int MOST_PARTS = 100;

  private final Tables tables;
  private final Expected expected;
  private final SinkConfig sink;

  Checks(SinkConfig sink, Tables tables, Expected expected) {
    this.sink = sink;
    this.tables = tables;
    this.expected = expected;
  }

  List<Check> all() {
    var checks = new ArrayList<Check>();
    var found = new BitSet();
    checks.add(answers(found));
    checks.add(equalAnswers(found));
    checks.addAll(doubledRows());
    checks.add(texts());
    checks.add(rejects());
    checks.add(parts());
    checks.addAll(verified());
    return checks;
  }

  /** What {@code starstream verify} says: topics, tables and rollups, on every column. */
  private List<Check> verified() {
    return Verifier.of(sink).run(Optional.empty()).checks().stream()
        .map(
            check ->
                new Check(
                    VERIFY + check.name(),
                    check.differences() == 0,
                    "%d compared, %d differ%s"
                        .formatted(
                            check.compared(),
                            check.differences(),
                            shown(
                                check.first().stream()
                                    .map(one -> one.place() + ": " + one.detail())
                                    .toList()))))
        .toList();
  }

  private Check answers(BitSet found) {
    var others = new ArrayList<String>();
    try (var ids = tables.lines("event_ids.sql", Map.of("tenant", Answers.TENANT))) {
      ids.forEach(
          id -> {
            var number = id.matches("e\\d{1,9}") ? Integer.parseInt(id.substring(1)) : -1;
            if (number < 0 || !expected.isScored(number)) {
              others.add(id);
            } else {
              found.set(number);
            }
          });
    }
    var missing = (BitSet) expected.scored().clone();
    missing.andNot(found);
    return new Check(
        "answers sent = answers scored",
        missing.isEmpty() && others.isEmpty(),
        "%d sent, %d scored; missing %d%s; not sent %d%s"
            .formatted(
                expected.scored().cardinality(),
                found.cardinality(),
                missing.cardinality(),
                shown(missing.stream().limit(SHOWN).mapToObj(Answers::eventId).toList()),
                others.size(),
                shown(others)));
  }

  private Check equalAnswers(BitSet found) {
    var alone =
        expected.equalPairs().stream()
            .filter(pair -> found.get(pair.first()) != found.get(pair.second()))
            .map(pair -> Answers.eventId(pair.first()) + "/" + Answers.eventId(pair.second()))
            .toList();
    return new Check(
        "equal answers are two",
        alone.isEmpty(),
        "%d pairs; one is missing in %d%s"
            .formatted(expected.equalPairs().size(), alone.size(), shown(alone)));
  }

  private List<Check> doubledRows() {
    var doubled = tables.numbers("doubled_rows.sql", Map.of());
    var names = List.of("answer_scores", "answer_texts", "rejected_answers");
    var checks = new ArrayList<Check>();
    for (var i = 0; i < names.size(); i++) {
      checks.add(
          new Check(
              names.get(i) + " has each once", doubled.get(i) == 0, doubled.get(i) + " doubled"));
    }
    return checks;
  }

  private Check texts() {
    var differences = tables.number("scores_without_text.sql", Map.of("tenant", Answers.TENANT));
    return new Check(
        "texts = scores", differences == 0, differences + " answers in one of the two only");
  }

  private Check parts() {
    var parts = tables.number("parts.sql", Map.of());
    return new Check(
        "parts stay few",
        parts <= MOST_PARTS,
        "%d in the fullest partition (expected: at most %d)".formatted(parts, MOST_PARTS));
  }

  private Check rejects() {
    Map<String, Integer> found;
    try (var rows = tables.lines("rejects.sql", Map.of())) {
      found = rows.collect(Collectors.toMap(row -> row, row -> 1, Integer::sum, TreeMap::new));
    }
    var missing = difference(expected.rejects(), found);
    var others = difference(found, expected.rejects());
    return new Check(
        "answers sent in bad order = answers rejected",
        missing.isEmpty() && others.isEmpty(),
        "%d expected; missing %d%s; not expected %d%s"
            .formatted(
                expected.rejectCount(),
                missing.size(),
                shown(missing),
                others.size(),
                shown(others)));
  }

  private static List<String> difference(Map<String, Integer> from, Map<String, Integer> less) {
    return from.entrySet().stream()
        .filter(entry -> entry.getValue() > less.getOrDefault(entry.getKey(), 0))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String shown(List<String> some) {
    return some.isEmpty() ? "" : " " + some.stream().limit(SHOWN).toList();
  }
}
