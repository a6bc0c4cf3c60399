package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every insight's file must have, so that nobody has to read SQL to use it. */
class InsightCatalogueTest {
  private static final Path FILES =
      Path.of("src/main/resources/dev/starstream/aggregates/insights");
  private static final Pattern TABLE =
      Pattern.compile("\\b(?:FROM|JOIN)\\s+([a-z_]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PART = Pattern.compile("(?m)^    ([a-z_]+) AS$");
  private static final Set<String> TABLES =
      Set.of(
          "answer_scores",
          "answer_texts",
          "rejected_answers",
          "answers_daily",
          "mistakes_daily",
          "star_daily",
          "questions_daily",
          "totals_each",
          "totals_days",
          "totals_all_days",
          "counted_answers",
          "practice_pairs_each",
          "practice_pairs_wide",
          "practice_pairs_whole",
          "tallies_each",
          "tallies_whole",
          "tallies_days",
          "weeks_each",
          "weeks_whole",
          "retained_each",
          "retained_days",
          "returned_each",
          "returned_whole",
          "returned_days",
          "mistake_pairs_each",
          "mistake_pairs_whole",
          "mistake_pairs_days",
          "key_points_each",
          "key_points_whole",
          "key_points_days",
          "version_diff_each",
          "version_diff_cell",
          "version_diff_days",
          "analysed_items_each",
          "analysed_items_cell",
          "analysed_items_wide",
          "faded_mistakes_each",
          "faded_mistakes_cell",
          "faded_mistakes_wide");

  private static final InsightCatalogue CATALOGUE = InsightCatalogue.load();

  static Iterable<Insight> insights() {
    return CATALOGUE.all();
  }

  @Test
  void theIndexNamesEveryFile() throws IOException {
    try (var files = Files.list(FILES)) {
      var names =
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(".sql"))
              .map(file -> file.substring(0, file.length() - ".sql".length()))
              .toList();

      assertThat(CATALOGUE.all())
          .extracting(Insight::name)
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @ParameterizedTest
  @MethodSource("insights")
  void everyPlaceholderIsDeclaredAndEveryParameterUsed(Insight insight) {
    var declared =
        insight.params().stream()
            .map(param -> param.name() + ":" + param.type())
            .collect(Collectors.toCollection(TreeSet::new));
    declared.add("tenant:String");

    assertThat(insight.placeholders()).containsExactlyInAnyOrderElementsOf(declared);
  }

  @ParameterizedTest
  @MethodSource("insights")
  void everyReadOfATableIsBoundToTheTenant(Insight insight) {
    var sql = insight.sql();
    var tables = tables(sql);
    var reads = TABLE.matcher(sql).results().filter(read -> tables.contains(read.group(1))).count();
    var bound =
        Pattern.compile("tenant(_id)? = \\{tenant:String\\}").matcher(sql).results().count();
    var scorers = Pattern.compile("FROM active_scorer").matcher(sql).results().count();

    assertThat(bound).isEqualTo(reads + scorers);
  }

  @ParameterizedTest
  @MethodSource("insights")
  void theHeaderSaysWhichTablesAreRead(Insight insight) {
    var read = new TreeSet<String>();
    TABLE.matcher(insight.sql()).results().map(read1 -> read1.group(1)).forEach(read::add);
    read.retainAll(tables(insight.sql()));
    // What may be read in the place of a view of each answer, but need not tell what this one asks.
    for (var name : List.copyOf(read)) {
      for (var kind : List.of("_whole", "_days", "_all_days", "_cell", "_wide")) {
        var other = name.replaceFirst("_each$", kind);
        if (TABLES.contains(other) && insight.reads().contains(other)) {
          read.add(other);
        }
      }
    }

    assertThat(insight.reads()).containsExactlyInAnyOrderElementsOf(read);
  }

  /** Without those that a part of the SQL with the same name hides. */
  private static Set<String> tables(String sql) {
    var tables = new TreeSet<>(TABLES);
    PART.matcher(sql).results().map(part -> part.group(1)).forEach(tables::remove);
    return tables;
  }

  @ParameterizedTest
  @MethodSource("insights")
  void theTitleIsAQuestionAndTheTextsAreSentences(Insight insight) {
    assertThat(insight.title()).endsWith("?");
    assertThat(insight.misread()).endsWith(".");
    assertThat(insight.params()).allSatisfy(param -> assertThat(param.doc()).endsWith("."));
    assertThat(insight.columns())
        .allSatisfy(column -> assertThat(column.doc()).matches("(?s).*(\\.|\\.\\.\\.)"));
  }

  @ParameterizedTest
  @MethodSource("insights")
  void columnsAreNamedOnceAndIntervalsHaveTwoEnds(Insight insight) {
    var names = insight.columns().stream().map(InsightColumn::name).toList();
    assertThat(new LinkedHashSet<>(names)).hasSameSizeAs(names);
    for (var name : names) {
      if (name.endsWith("_low")) {
        var value = name.substring(0, name.length() - "_low".length());
        assertThat(names).contains(value, value + "_high");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("insights")
  void everyRateIsHonest(Insight insight) {
    if (insight.layout() == Insight.Layout.RECORD) {
      return;
    }
    var names = insight.columns().stream().map(InsightColumn::name).toList();
    assertThat(names).contains("answers", "grey", "suppressed");
    assertThat(names).anyMatch(name -> name.endsWith("_low"));
  }

  @ParameterizedTest
  @MethodSource("insights")
  void everyInsightHasASentence(Insight insight) {
    assertThat(insight.sentences())
        .isNotEmpty()
        .allSatisfy(sentence -> assertThat(sentence.text()).endsWith(".").contains("{"));
  }

  @Test
  void aFilterMeansTheSameEverywhere() {
    var docs = new HashMap<String, String>();
    for (var insight : CATALOGUE.all()) {
      for (var param : insight.params()) {
        if (Set.of(
                "from", "company", "level", "category", "cohort", "source", "first_attempts_only")
            .contains(param.name())) {
          assertThat(param.doc())
              .isEqualTo(docs.computeIfAbsent(param.name(), name -> param.doc()));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("insights")
  void linesFitAScreen(Insight insight) throws IOException {
    assertThat(Files.readAllLines(FILES.resolve(insight.name() + ".sql")))
        .filteredOn(line -> line.startsWith("--"))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(110));
  }

  @Test
  void unknownInsight_namesTheNearest() {
    assertThatThrownBy(() -> CATALOGUE.insight("mistake-by-company"))
        .isInstanceOfSatisfying(
            InsightException.class,
            e -> {
              assertThat(e.parameter()).isEqualTo("name");
              assertThat(e.suggestions()).startsWith("mistakes-by-company");
              assertThat(e).hasMessageContaining("did you mean mistakes-by-company");
            });
  }

  @Test
  void unknownInsight_isFoundByOneOfItsWords() {
    assertThatThrownBy(() -> CATALOGUE.insight("companies"))
        .isInstanceOfSatisfying(
            InsightException.class, e -> assertThat(e.suggestions()).contains("hardest-companies"));
  }
}
