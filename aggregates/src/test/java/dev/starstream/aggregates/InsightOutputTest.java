package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InsightOutputTest {
  private static final Insight INSIGHT =
      Insight.parse(
          "late-trains",
          """
          -- title: Which lines are late?
          -- reads: trains
          -- column line text : The line.
          -- column answers count : Trains.
          -- column late share : Share that came late.
          -- column late_low share : Lower end.
          -- column late_high share : Upper end.
          -- column wait seconds : Mean wait.
          -- column change score : Change.
          -- column seen time detail : Last seen.
          -- column notes text : Remarks.
          -- column grey flag : Fewer than 30 trains: too few to build on.
          -- column suppressed flag : Fewer than 5 people: no figures.
          -- misread: A train that is cancelled is never late.
          SELECT 1
          """);

  private static final InsightResult RESULT =
      new InsightResult(
          INSIGHT,
          Map.of("top", "3"),
          List.of(
              "String",
              "Nullable(UInt64)",
              "Nullable(Float64)",
              "Nullable(Float64)",
              "Nullable(Float64)",
              "Nullable(Float64)",
              "Nullable(Float64)",
              "Nullable(DateTime64(3, 'UTC'))",
              "String",
              "UInt8",
              "UInt8"),
          List.of(
              row(
                  "coast",
                  1234L,
                  0.25,
                  0.2266,
                  0.275,
                  7.04,
                  -0.001,
                  time(),
                  "\"slow\", wet",
                  0L,
                  0L),
              row(
                  "hill",
                  12L,
                  1.0,
                  0.7575,
                  1.0,
                  300.0,
                  null,
                  time(),
                  "a remark that is long",
                  1L,
                  0L),
              row("lake", null, null, null, null, null, null, null, "", 0L, 1L)),
          Duration.ofMillis(12));

  private static List<Object> row(Object... values) {
    return Arrays.asList(values);
  }

  private static Instant time() {
    return Instant.parse("2026-03-31T22:15:00.250Z");
  }

  @Test
  void table_showsIntervalsMarksAndSuppressedCells() {
    assertThat(InsightTable.render(RESULT, 100))
        .isEqualTo(
            """
            Which lines are late?

             line       answers                 late     wait  change  notes
            ---------------------------------------------------------------------------------
             coast       1,234    25.0% [22.7, 27.5]    7.0 s    0.00  "slow", wet
             hill           12*  100.0% [75.8,100.0]  5.0 min       -  a remark that is long
             lake   (<5 people)

            * Fewer than 30 trains: too few to build on.

            Beware: A train that is cancelled is never late.
            """);
  }

  @Test
  void narrowTable_shortensTextAndNeverWraps() {
    assertThat(InsightTable.render(RESULT, 75).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(75))
        .anyMatch(line -> line.contains("…"));
  }

  @Test
  void noRows_saysSo() {
    var empty = new InsightResult(INSIGHT, Map.of(), RESULT.types(), List.of(), Duration.ZERO);

    assertThat(InsightTable.render(empty, 100))
        .isEqualTo("Which lines are late?\n\nNo answers match.\n");
  }

  @Test
  void record_isShownFieldByField() {
    var insight =
        Insight.parse(
            "train",
            """
            -- title: What is known of a train?
            -- layout: record
            -- reads: trains
            -- column name text : Its name.
            -- column on_time flag : Whether it came on time.
            -- column stops list : Where it stops.
            -- column driver text : Its driver.
            -- column story text : What happened.
            -- misread: Trains have no will.
            SELECT 1
            """);
    var result =
        new InsightResult(
            insight,
            Map.of(),
            List.of("String", "Bool", "Array(String)", "Nullable(String)", "String"),
            List.of(
                row(
                    "night mail",
                    0L,
                    List.of("Aldmoor", "Beck"),
                    null,
                    "It left on time.\nThen it waited for a cow that would not leave the line.")),
            Duration.ZERO);

    assertThat(InsightTable.render(result, 50))
        .isEqualTo(
            """
            What is known of a train?

            name     night mail
            on time  no
            stops    Aldmoor, Beck
            story    It left on time. Then it waited for a cow
                     that would not leave the line.

            Beware: Trains have no will.
            """);
  }

  @Test
  void csv_quotesWhatNeedsItAndLeavesSuppressedFieldsEmpty() {
    var out = new StringWriter();

    InsightCsv.write(RESULT, out);

    assertThat(out.toString().split("\r\n"))
        .containsExactly(
            "line,answers,late,late_low,late_high,wait,change,seen,notes,grey,suppressed",
            "coast,1234,0.25,0.2266,0.275,7.04,-0.001,2026-03-31T22:15:00.250Z,\"\"\"slow\"\","
                + " wet\",0,0",
            "hill,12,1.0,0.7575,1.0,300.0,,2026-03-31T22:15:00.250Z,a remark that is long,1,0",
            "lake,,,,,,,,,0,1");
  }

  @Test
  void json_hasTheQuestionTheColumnsAndTheRows() throws Exception {
    var out = new StringBuilder();

    InsightJson.write(RESULT, out);

    var json = new ObjectMapper().readTree(out.toString());
    assertThat(json.at("/insight").asText()).isEqualTo("late-trains");
    assertThat(json.at("/title").asText()).isEqualTo("Which lines are late?");
    assertThat(json.at("/params/top").asText()).isEqualTo("3");
    assertThat(json.at("/elapsedMs").asInt()).isEqualTo(12);
    assertThat(json.at("/columns/2").toString())
        .isEqualTo(
            """
            {"name":"late","type":"Nullable(Float64)","unit":"share","doc":"Share that came late."}\
            """);
    assertThat(json.at("/rows")).hasSize(3);
    assertThat(json.at("/rows/0/answers").isIntegralNumber()).isTrue();
    assertThat(json.at("/rows/0/late").asDouble()).isEqualTo(0.25);
    assertThat(json.at("/rows/2/late").isNull()).isTrue();
  }
}
