package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InsightSentenceTest {
  private static final String HEADER =
      """
      -- title: Which lines are late?
      -- reads: trains
      -- column line text : The line.
      -- column late share : Share that came late.
      -- column late_low share : Lower end.
      -- column late_high share : Upper end.
      -- column verdict text : Against all lines.
      -- column grey flag : Too few.
      -- column suppressed flag : Fewer than 5 people: no figures.
      -- misread: A train that is cancelled is never late.
      """;

  private static String sentence(String templates, List<?>... rows) {
    var insight = Insight.parse("late-trains", HEADER + templates + "\nSELECT 1");
    return new InsightResult(
            insight,
            Map.of(),
            List.of(),
            Arrays.stream(rows).map(row -> List.<Object>copyOf(row)).toList(),
            Duration.ZERO)
        .sentence();
  }

  private static List<?> line(String name, double late, String verdict) {
    return List.of(name, late, late - 0.1, late + 0.1, verdict, 0L, 0L);
  }

  @Test
  void firstTemplateThatFitsTheFirstRow_isFilled() {
    assertThat(
            sentence(
                "-- sentence if verdict = lower : {line} is punctual.\n"
                    + "-- sentence if verdict = higher : {line} is late: {late:interval}.",
                line("coast", 0.5, "higher"),
                line("hill", 0.2, "lower")))
        .isEqualTo("coast is late: 50.0% (95% interval 40.0% to 60.0%).");
  }

  @Test
  void rowsAreChosenBeforeTheyAreAsked() {
    var rows =
        new List<?>[] {
          line("coast", 0.5, "higher"), line("hill", 0.2, "lower"), line("lake", 0.3, "lower")
        };

    assertThat(sentence("-- sentence of verdict = lower : {line}", rows)).isEqualTo("hill");
    assertThat(sentence("-- sentence of verdict != lower : {line}", rows)).isEqualTo("coast");
    assertThat(sentence("-- sentence last : {line}", rows)).isEqualTo("lake");
    assertThat(sentence("-- sentence least late : {line}", rows)).isEqualTo("hill");
    assertThat(sentence("-- sentence most late_low of verdict = lower : {line}", rows))
        .isEqualTo("lake");
    assertThat(
            sentence(
                "-- sentence last if verdict = higher : {line}\n-- sentence : none of {late}",
                rows))
        .isEqualTo("none of 50.0%");
  }

  @Test
  void templateOfWhichTheRowLacksAValue_isPassedOver() {
    var insight = Insight.parse("late-trains", HEADER + "-- sentence : {line} {late}\nSELECT 1");
    var row = Arrays.<Object>asList("coast", null, null, null, "", 0L, 0L);
    var result =
        new InsightResult(insight, Map.of(), List.of(), List.<List<Object>>of(row), Duration.ZERO);

    assertThat(result.sentence()).isEqualTo(InsightSentence.NOTHING);
  }

  @Test
  void whatCannotBeSaid_isNotSaid() {
    var template = "-- sentence : {line}";
    var suppressed = List.of("coast", 0.0, 0.0, 0.0, "", 0L, 1L);
    var grey = List.of("hill", 0.0, 0.0, 0.0, "", 1L, 0L);

    assertThat(sentence(template)).isEqualTo("No answers match.");
    assertThat(sentence(template, suppressed))
        .isEqualTo("Fewer than 5 people in every group: no figures.");
    assertThat(sentence(template, suppressed, grey)).isEqualTo("With too few to build on: hill");
    assertThat(sentence(template, grey, line("lake", 0.5, ""))).isEqualTo("lake");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- sentence first : x",
        "-- sentence most : x",
        "-- sentence if late > 3 : x",
        "-- sentence : {speed}",
        "-- sentence of speed = 3 : x",
        "-- sentence most speed : x",
        "-- sentence : {verdict:interval}",
        "-- sentence :"
      })
  void wrongTemplate_isRefusedWhileReading(String template) {
    assertThatThrownBy(() -> Insight.parse("late-trains", HEADER + template + "\nSELECT 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("insight late-trains: sentence");
  }
}
