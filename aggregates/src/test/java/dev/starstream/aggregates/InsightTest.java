package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.aggregates.InsightColumn.Unit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InsightTest {
  private static final String FILE =
      """
      -- title: Which shelves are empty?
      -- reads: shelves
      -- param from Date '1970-01-01' : First day.
      -- param to Date '2149-06-06' : Last day.
      -- param aisle String '' (left|right) : One aisle; empty takes both.
      -- param top UInt16 '5' (1..100) : How many shelves,
      --   emptiest first.
      -- param shop UUID : The shop.
      -- column shelf text : Its name.
      -- column share share detail : How empty it is.
      -- misread: Empty is not sold.
      SELECT shelf, share -- remark
      FROM shelves
      """;

  private static final String SHOP = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

  private final Insight insight = Insight.parse("empty-shelves", FILE);

  @Test
  void header_isReadInFull() {
    assertThat(insight.title()).isEqualTo("Which shelves are empty?");
    assertThat(insight.reads()).containsExactly("shelves");
    assertThat(insight.misread()).isEqualTo("Empty is not sold.");
    assertThat(insight.layout()).isEqualTo(Insight.Layout.TABLE);
    assertThat(insight.columns())
        .containsExactly(
            new InsightColumn("shelf", Unit.TEXT, false, "Its name."),
            new InsightColumn("share", Unit.SHARE, true, "How empty it is."));
    assertThat(insight.param("top"))
        .contains(
            new InsightParameter(
                "top",
                "UInt16",
                false,
                "5",
                List.of(),
                1,
                100,
                "How many shelves, emptiest first."));
    assertThat(insight.param("shop")).get().extracting(InsightParameter::required).isEqualTo(true);
    assertThat(insight.sql()).isEqualTo("SELECT shelf, share -- remark\nFROM shelves");
  }

  @ParameterizedTest
  @CsvSource({
    "cohort, '', daily", "source, '', daily", "by, company, daily", "company, meta, daily",
    "cohort, spring, each", "source, app, each", "by, question, each", "by, cohort, each"
  })
  void whatRollupsDoNotTellApart_isReadFromEachAnswer(String param, String value, String read) {
    var insight =
        Insight.parse(
            "one",
            """
            -- title: Which?
            -- column n count : How many.
            -- misread: Nothing.
            SELECT (SELECT max(day) FROM answers_daily AS d) AS last, n
            FROM
            (
                SELECT sum(answers) AS n
                FROM answers_daily
                WHERE tenant_id = {tenant:String}
            )
            """);
    assertThat(insight.sql(Map.of(param, value)))
        .contains("\n    FROM answers_" + read + "\n", "(SELECT max(day) FROM answers_daily AS d)");
  }

  @ParameterizedTest
  @CsvSource({
    "top, 3, hours_whole, pairs_whole, weeks_days",
    "level, mid, hours_each, pairs_wide, weeks_each",
    "from, 2026-01-01, hours_each, pairs_wide, weeks_days",
    "to, 2026-01-01, hours_each, pairs_wide, weeks_days",
    "company, meta, hours_each, pairs_each, weeks_each",
    "cohort, spring, hours_each, pairs_each, weeks_each"
  })
  void whatIsSettled_isReadInThePlaceOfEachAnswer(
      String param, String value, String hours, String pairs, String weeks) {
    var insight =
        Insight.parse(
            "one",
            """
            -- title: Which?
            -- reads: hours_each, hours_whole, pairs_each, pairs_wide, pairs_whole, weeks_each, weeks_days, days_each
            -- param from Date '1970-01-01' : First day.
            -- param to Date '2149-06-06' : Last day.
            -- param company String '' : Company.
            -- param level String '' : Level.
            -- param cohort String '' : Cohort.
            -- column n count : How many.
            -- misread: Nothing.
            SELECT n
            FROM hours_each(
                a = 1)
            JOIN (SELECT n FROM pairs_each(a = 1)) USING (n)
            JOIN (SELECT n FROM weeks_each(a = 1)) USING (n)
            JOIN (SELECT n FROM days_each(a = 2)) USING (n)
            """);
    assertThat(insight.sql()).contains("FROM hours_each(", "FROM pairs_each(");
    assertThat(insight.sql(Map.of(param, value)))
        .contains("FROM " + hours + "(", "FROM " + pairs + "(", "FROM " + weeks + "(")
        .contains("FROM days_each(a = 2)");
  }

  @ParameterizedTest
  @CsvSource({
    "level, mid, all_days",
    "from, 1970-01-01, all_days",
    "from, 2026-03-01, days",
    "to, 2026-03-01, days",
    "cohort, spring, each",
    "source, app, each"
  })
  void whatTotalsTellApart_isReadFromAllDays(String param, String value, String read) {
    var insight =
        Insight.parse(
            "one",
            """
            -- title: Which?
            -- reads: totals_each, totals_days, totals_all_days
            -- param from Date '1970-01-01' : First day.
            -- param to Date '2149-06-06' : Last day.
            -- param level String '' : One level.
            -- param cohort String '' : One cohort.
            -- param source String '' : One source.
            -- column n count : How many.
            -- misread: Nothing.
            SELECT n FROM totals_each(a = 1)
            """);
    assertThat(insight.sql(Map.of(param, value))).endsWith("FROM totals_" + read + "(a = 1)");
  }

  @ParameterizedTest
  @CsvSource({"level, mid, cell", "category, conflict, each", "cohort, spring, each"})
  void whatIsCountedByCompanyAndLevel_isReadFromTheirCell(String param, String value, String read) {
    var insight =
        Insight.parse(
            "one",
            """
            -- title: Which?
            -- reads: items_each, items_cell
            -- param level String '' : One level.
            -- param category String '' : One category.
            -- param cohort String '' : One cohort.
            -- column n count : How many.
            -- misread: Nothing.
            SELECT n FROM items_each(a = 1)
            """);
    assertThat(insight.sql(Map.of(param, value))).endsWith("FROM items_" + read + "(a = 1)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- title: T?",
        "-- titel: T?\nSELECT 1",
        "-- param top UInt16 : ",
        "-- param top Int16 '5' : Wrong type.",
        "-- column share fraction : Unknown unit.",
        "-- column share : No unit.",
        "-- something else"
      })
  void wrongHeader_isRefusedByName(String text) {
    assertThatThrownBy(() -> Insight.parse("wrong", text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingGiven_holdsTheDefaults() {
    assertThat(Insights.values(insight, Map.of("shop", SHOP)))
        .containsExactly(
            Map.entry("from", "1970-01-01"),
            Map.entry("to", "2149-06-06"),
            Map.entry("aisle", ""),
            Map.entry("top", "5"),
            Map.entry("shop", SHOP));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "top; 0; a whole number from 1 to 100",
        "top; 101; a whole number from 1 to 100",
        "top; 99999999999999999999; a whole number from 1 to 100",
        "top; 5.0; a whole number from 1 to 100",
        "top; five; a whole number from 1 to 100",
        "top; 1 OR 1=1; a whole number from 1 to 100",
        "top; ''; a whole number from 1 to 100",
        "from; 31.3.2026; a day such as 2026-03-31",
        "from; 2026-02-30; a day such as 2026-03-31",
        "from; 0001-01-01; a day such as 2026-03-31",
        "from; +99999-01-01; a day such as 2026-03-31",
        "aisle; middle; one of left, right",
        "aisle; left' OR ''='; one of left, right",
        "shop; 17; an id such as 123e4567-e89b-12d3-a456-426614174000"
      })
  void wrongValue_isRefusedWithWhatWasExpected(String name, String value, String expected) {
    var given = new HashMap<>(Map.of("shop", SHOP));
    given.put(name, value);

    assertThatThrownBy(() -> Insights.values(insight, given))
        .isInstanceOfSatisfying(
            InsightException.class,
            e -> {
              assertThat(e.parameter()).isEqualTo(name);
              assertThat(e.expected()).isEqualTo(expected);
            });
  }

  @Test
  void nearlyRightValue_isSuggested() {
    assertThatThrownBy(() -> Insights.values(insight, Map.of("shop", SHOP, "aisle", "Right")))
        .hasMessage("aisle: 'Right' (expected: one of left, right); did you mean right?");
  }

  @Test
  void unknownParameter_isRefusedWithTheNearest() {
    assertThatThrownBy(() -> Insights.values(insight, Map.of("shop", SHOP, "isle", "left")))
        .hasMessage(
            "isle: 'left' (expected: empty-shelves has from, to, aisle, top, shop); did you mean"
                + " aisle?");
  }

  @Test
  void rangeThatEndsBeforeItBegins_isRefused() {
    assertThatThrownBy(
            () ->
                Insights.values(
                    insight, Map.of("shop", SHOP, "from", "2026-03-02", "to", "2026-03-01")))
        .hasMessage("from: '2026-03-02' (expected: a day not after to, which is 2026-03-01)");
  }

  @Test
  void missingRequiredParameter_isRefused() {
    assertThatThrownBy(() -> Insights.values(insight, Map.of()))
        .isInstanceOfSatisfying(
            InsightException.class, e -> assertThat(e.parameter()).isEqualTo("shop"));
  }

  @Test
  void tenant_isNoParameter() {
    assertThatThrownBy(
            () ->
                Insights.values(
                    insight, Map.of("shop", UUID.randomUUID().toString(), "tenant", "b")))
        .isInstanceOfSatisfying(
            InsightException.class, e -> assertThat(e.parameter()).isEqualTo("tenant"));
  }

  @Test
  void hugeValue_isNotRepeatedInTheMessage() {
    assertThatThrownBy(
            () -> Insights.values(insight, Map.of("shop", SHOP, "aisle", "x\n".repeat(500_000))))
        .message()
        .hasSizeLessThan(200)
        .doesNotContain("\n");
  }
}
