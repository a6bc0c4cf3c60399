package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.DeduplicationCheck.TableFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeduplicationCheckTest {

  private static final String WINDOW =
      "MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 10000, x = 1";

  private final Map<String, TableFacts> tables = new HashMap<>();
  private final Map<String, String> settings = new HashMap<>(DeduplicationCheck.INSERT_SETTINGS);
  private final Map<String, String> defaults =
      new HashMap<>(
          Map.of(
              "non_replicated_deduplication_window",
              "0",
              "replicated_deduplication_window",
              "10000"));

  DeduplicationCheckTest() {
    tables.put("base", table(WINDOW, "base_mv"));
    tables.put("base_mv", view("CREATE MATERIALIZED VIEW db.base_mv TO db.rollup (`a` UInt8) AS"));
    tables.put("rollup", table(WINDOW));
  }

  @Test
  void windowsEverywhere_isSound() {
    assertThat(problems()).isEmpty();
  }

  @Test
  void baseWithoutWindow_isFound() {
    tables.put("base", table("MergeTree ORDER BY a", "base_mv"));
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("table base: non_replicated_deduplication_window is 0");
  }

  @Test
  void viewTargetWithoutWindow_isFound() {
    tables.put("rollup", table("AggregatingMergeTree ORDER BY a"));
    assertThat(problems()).singleElement().asString().startsWith("table rollup: ");
  }

  @Test
  void targetOfAViewOverATarget_isFound() {
    tables.put("rollup", table(WINDOW, "second_mv"));
    tables.put("second_mv", view("CREATE MATERIALIZED VIEW db.second_mv TO db.`second` AS"));
    tables.put("second", table("MergeTree ORDER BY a"));
    assertThat(problems()).singleElement().asString().startsWith("table second: ");
  }

  @Test
  void viewWithATableOfItsOwn_isFound() {
    tables.put("base_mv", view("CREATE MATERIALIZED VIEW db.base_mv (`a` UInt8) ENGINE = Log AS"));
    assertThat(problems()).singleElement().asString().contains("base_mv: has a table of its own");
  }

  @Test
  void windowByServerDefault_isSound() {
    tables.put("rollup", table("MergeTree ORDER BY a"));
    defaults.put("non_replicated_deduplication_window", "1000");
    assertThat(problems()).isEmpty();
  }

  @Test
  void replicatedTable_hasTheReplicatedWindow() {
    tables.put(
        "rollup",
        new TableFacts("ReplicatedMergeTree", "ReplicatedMergeTree('/a', 'b')", "", List.of()));
    assertThat(problems()).isEmpty();
    defaults.put("replicated_deduplication_window", "100");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("table rollup: replicated_deduplication_window is 100");
  }

  @Test
  void settingThatTheServerKeeps_isFound() {
    settings.put("deduplicate_blocks_in_dependent_materialized_views", "0");
    settings.put("async_insert", "1");
    settings.put("deduplicate_insert", "disable");
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "setting deduplicate_blocks_in_dependent_materialized_views: 0 (expected: 1)",
            "setting async_insert: 1 (expected: 0)",
            "setting deduplicate_insert: disable (expected: enable)");
  }

  @Test
  void tableNotThere_isFound() {
    tables.clear();
    assertThat(problems()).containsExactly("table base: not there (expected: migrate has run)");
  }

  private List<String> problems() {
    return DeduplicationCheck.problems(Set.of("base"), tables, settings, defaults);
  }

  private static TableFacts table(String engineFull, String... views) {
    return new TableFacts(
        engineFull.substring(0, engineFull.indexOf(" ")), engineFull, "", List.of(views));
  }

  private static TableFacts view(String createQuery) {
    return new TableFacts("MaterializedView", "", createQuery, List.of());
  }
}
