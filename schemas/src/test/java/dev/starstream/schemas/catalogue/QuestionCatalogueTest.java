package dev.starstream.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionCatalogueTest {

  private final QuestionCatalogue catalogue = QuestionCatalogue.load();

  @Test
  void catalogue_hasThirtyQuestionsOrMore() {
    assertThat(catalogue.questions()).hasSizeGreaterThanOrEqualTo(30);
  }

  @Test
  void balancingQuestion_hasAFocusForEachCompanyThatAsksIt() {
    var question = catalogue.question("balance_excellence_and_value").orElseThrow();

    assertThat(question.askedBy())
        .extracting(Question.CompanyFocus::company)
        .contains("amazon", "meta", "netflix", "stripe", "uber", "apple");
    assertThat(question.askedBy()).extracting(Question.CompanyFocus::focus).doesNotHaveDuplicates();
    assertThat(question.needsTradeoff()).isTrue();
  }

  @Test
  void namedQuestions_areThere() {
    assertThat(catalogue.question("ship_fast_or_highest_quality").orElseThrow().focusOf("netflix"))
        .isPresent();
    assertThat(catalogue.question("quick_fix_versus_scale").orElseThrow().levels())
        .contains("senior");
    assertThat(catalogue.question("beyond_accepted_quality").orElseThrow().levels())
        .contains("junior", "mid", "senior", "staff");
  }

  @Test
  void company_isFoundByIdNameAndAliasHoweverWritten() {
    assertThat(catalogue.companyId("Amazon")).isEqualTo("amazon");
    assertThat(catalogue.companyId(" AMAZON ")).isEqualTo("amazon");
    assertThat(catalogue.companyId("Amazon Web Services")).isEqualTo("amazon");
  }

  @Test
  void unknownCompany_becomesASlug() {
    assertThat(catalogue.company("Corner Bakery & Sons")).isEmpty();
    assertThat(catalogue.companyId("Corner Bakery & Sons")).isEqualTo("corner-bakery-sons");
    assertThat(catalogue.companyId("!!!")).isEqualTo("unnamed");
  }

  @Test
  void nearestQuestionId_isFoundForASlipAndNotForNonsense() {
    assertThat(catalogue.nearestQuestionId("balance-excelence-and-value"))
        .contains("balance_excellence_and_value");
    assertThat(catalogue.nearestQuestionId("zzzz")).isEmpty();
    assertThat(catalogue.nearestQuestionId("x".repeat(100_000))).isEmpty();
  }

  @Test
  void wrongFiles_areRefusedWithEveryProblemAndItsPlace() {
    var files =
        Map.of(
            "families.yaml",
            "ASK: [asked, Wanted]\n",
            "companies.yaml",
            "- {id: acme, name: Acme, aliases: [], looks_for: Care.}\n",
            "index.yaml",
            "version: '1'\ngeneral_mistakes: [dull]\ncategories: [{id: conflict, title: Conflict, file: conflict.yaml}]\n",
            "conflict.yaml",
            """
            - id: Bad-Id
              text: What happened?
              why: To know.
              levels: [junior, boss]
              competencies: [listening]
              asked_by: [{company: nobody, focus: Care., cues: [care]}]
              key_points: [{id: heard, text: Listens., cues: ["Trade-off"]}]
              tips: [Listen.]
              clarifying_questions: ["Who?"]
              coach_strategy: Ask.
              common_mistakes:
                - {id: deaf, severity: huge, text: No., advice: Do., when: {missing_key_point: x}}
                - {id: loud, advice: Speak softly.}
              folow_ups: ["Then?"]
            """);

    assertThatThrownBy(
            () -> QuestionCatalogue.read(name -> new YAMLMapper().readTree(files.get(name))))
        .isInstanceOf(QuestionCatalogue.InvalidCatalogueException.class)
        .hasMessageContaining(
            "conflict.yaml Bad-Id/folow_ups: is no field of a question; did you mean 'follow_ups'?")
        .hasMessageContaining("conflict.yaml Bad-Id/id: 'Bad-Id' (expected: snake_case")
        .hasMessageContaining("'boss' (expected: one of")
        .hasMessageContaining("asked_by/nobody/company: 'nobody' (expected: one of [acme]")
        .hasMessageContaining("families.yaml/ASK: 'Wanted' (expected: lower-case words")
        .hasMessageContaining("conflict.yaml Bad-Id/key_points/heard/cues: cue 'Trade-off'")
        .hasMessageContaining("'huge' (expected: one of")
        .hasMessageContaining(
            "common_mistakes/deaf/when/missing_key_point: 'x' (expected: one of [heard]")
        .hasMessageContaining("'loud' (expected: one of [dull]")
        .hasMessageContaining("conflict.yaml Bad-Id/follow_ups: is missing");
  }
}
