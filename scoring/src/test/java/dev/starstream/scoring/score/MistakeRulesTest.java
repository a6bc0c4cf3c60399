package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.MistakeRule;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.score.Scorecard.MistakeFinding;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every rule against its own hits and misses, as they stand beside it in {@code mistakes.yaml}. */
class MistakeRulesTest {
  @TestFactory
  Stream<DynamicTest> everyRule_isMadeByItsHitsAndNotByItsMisses() {
    return Rubric.load().mistakes().values().stream().flatMap(MistakeRulesTest::casesOf);
  }

  private static Stream<DynamicTest> casesOf(MistakeRule rule) {
    var cases = Stream.<DynamicTest>builder();
    cases.add(
        DynamicTest.dynamicTest(
            rule.id() + " has hits and misses",
            () -> {
              assertThat(rule.hits()).isNotEmpty();
              assertThat(rule.misses()).isNotEmpty();
            }));
    for (MistakeRule.Case hit : rule.hits()) {
      cases.add(
          DynamicTest.dynamicTest(
              rule.id() + " hit: " + shortened(hit),
              () -> {
                Optional<MistakeFinding> found = find(rule, hit);
                assertThat(found).isPresent();
                assertThat(found.get().evidence().map(span -> span.of(hit.text())))
                    .isEqualTo(hit.evidence());
                assertThat(found.get().severity()).isEqualTo(rule.severity());
              }));
    }
    for (MistakeRule.Case miss : rule.misses()) {
      cases.add(
          DynamicTest.dynamicTest(
              rule.id() + " miss: " + shortened(miss),
              () -> assertThat(find(rule, miss)).isEmpty()));
    }
    return cases.build();
  }

  private static Optional<MistakeFinding> find(MistakeRule rule, MistakeRule.Case tried) {
    Answer answer = Answer.of(tried.text());
    if (tried.questionText().isPresent()) {
      answer = answer.to(tried.questionText().get());
    }
    Optional<Question> question =
        tried.question().map(id -> Scorers.CATALOGUE.question(id).orElseThrow());
    return Scorers.SHIPPED.score(answer, question).mistakes().stream()
        .filter(mistake -> mistake.id().equals(rule.id()))
        .findFirst();
  }

  private static String shortened(MistakeRule.Case tried) {
    return tried.text().length() <= 50 ? tried.text() : tried.text().substring(0, 50) + "...";
  }
}
