package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import dev.starstream.aggregates.Verifier.OpenCheck;
import dev.starstream.aggregates.VerifyReport.Difference;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares the tables with each other: rows with themselves, texts with rows, rollups with rows.
 */
final class TableChecks {

  /** How many answers a window has at most, unless a single day has more. */
  private static final long WINDOW = 500_000;

  /** So many differences of a window are told apart; more are only counted. */
  private static final int TOLD_APART = 1_000;

  /** Texts go after 30 days; one day for the moment at which ClickHouse gets to it. */
  private static final Duration TEXTS_STAY = Duration.ofDays(29);

  private static final List<String> ROLLUPS =
      List.of("answers_daily", "mistakes_daily", "star_daily", "questions_daily");

  private static final DateTimeFormatter DATE_TIME_64 =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final Client client;
  private final Instant since;
  private final Instant textsSince;
  private final Set<String> extraTables;

  TableChecks(Client client, Optional<Instant> since, Instant now) {
    this.client = client;
    this.since = since.orElse(Columns.FIRST_TIME);
    this.textsSince = now.minus(TEXTS_STAY);
    this.extraTables =
        client.queryAll(Resources.text("statements/verify_tables.sql")).stream()
            .map(row -> row.getString("name"))
            .collect(Collectors.toSet());
  }

  /** Whether answers of erased candidates are kept apart, by origin and without ids. */
  boolean hasErased() {
    return extraTables.contains("erased_answers");
  }

  void add(List<OpenCheck> checks) {
    var days = days("statements/verify_days.sql");
    checks.add(
        check(
            "answer_scores",
            "each answer is one row",
            "statements/verify_answer_scores.sql",
            days));
    checks.add(
        check(
            "answer_texts",
            "each answer has its text",
            "statements/verify_answer_texts.sql",
            days("statements/verify_text_days.sql")));
    checks.add(
        new OpenCheck(
            "rejected_answers",
            "each reject is one row",
            List.of(new QueryWindow("statements/verify_doubled_rejects.sql", Map.of(), 0))));
    for (var rollup : ROLLUPS) {
      checks.add(
          check(
              rollup,
              "each group equals a recount",
              "statements/recount_" + rollup + ".sql",
              days));
    }
    // A database from before erasures has no settlements either.
    if (hasErased()) {
      checks.add(
          new OpenCheck(
              "settlements",
              "each table has the answers until then",
              List.of(new QueryWindow("statements/verify_settled.sql", Map.of(), 0))));
    }
  }

  private OpenCheck check(String name, String question, String statement, List<Days> days) {
    return new OpenCheck(
        name,
        question,
        days.stream().<VerifyWindow>map(window -> window.compareWith(this, statement)).toList());
  }

  /** Days of one month, which is one partition of the tables. */
  private record Days(LocalDate first, LocalDate last, long answers) {

    private boolean takes(LocalDate day, long more) {
      return YearMonth.from(first).equals(YearMonth.from(day)) && answers + more <= WINDOW;
    }

    private VerifyWindow compareWith(TableChecks checks, String statement) {
      return checks
      .new QueryWindow(
          statement, Map.of("first_day", first.toString(), "last_day", last.toString()), answers);
    }
  }

  private List<Days> days(String statement) {
    var windows = new ArrayList<Days>();
    for (var row : query(statement, Map.of())) {
      var day = row.getLocalDate("day");
      var answers = row.getLong("answers");
      var last = windows.isEmpty() ? null : windows.get(windows.size() - 1);
      if (last != null && last.takes(day, answers)) {
        windows.set(windows.size() - 1, new Days(last.first(), day, last.answers() + answers));
      } else {
        windows.add(new Days(day, day, answers));
      }
    }
    return windows;
  }

  private List<GenericRecord> query(String statement, Map<String, Object> more) {
    var parameters = new HashMap<String, Object>(more);
    parameters.put(
        "counted", extraTables.contains("counted_answers") ? "counted_answers" : "answer_scores");
    parameters.put("most", TOLD_APART);
    parameters.put("since", DATE_TIME_64.format(since));
    parameters.put("texts_since", DATE_TIME_64.format(textsSince));
    return client.queryAll(Resources.text(statement), parameters, new QuerySettings());
  }

  /** A statement that returns what differs, and how much does in all. */
  private final class QueryWindow implements VerifyWindow {

    private final String statement;
    private final Map<String, Object> parameters;
    private final long answers;

    private QueryWindow(String statement, Map<String, String> days, long answers) {
      this.statement = statement;
      this.parameters = Map.copyOf(days);
      this.answers = answers;
    }

    @Override
    public Outcome compare() {
      var differences = new LinkedHashMap<String, Difference>();
      var total = 0L;
      for (var row : query(statement, parameters)) {
        total = row.getLong("total");
        // Numbers of a group move while answers arrive; by how many answers it is off does not.
        differences.put(
            row.getString("place") + row.getLong("surplus"),
            new Difference(row.getString("place"), row.getString("detail")));
      }
      return new Outcome(answers, differences, total - differences.size());
    }
  }
}
