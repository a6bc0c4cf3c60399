package dev.starstream.devstack.cohort;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starstream.devstack.cohort.CohortTruth.CompanyTruth;
import dev.starstream.schemas.catalogue.Company;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Part;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CohortGeneratorTest {

  private static final Instant UNTIL = Instant.parse("2026-11-21T12:00:00Z");
  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();
  private static final CohortTruth TRUTH = CohortTruth.load();
  private static final List<LabelledAnswer> ANSWERS = generate(8000, 7, UNTIL);

  @Test
  void sameSeed_givesTheSameBytes() {
    assertThat(bytes(generate(500, 3, UNTIL))).isEqualTo(bytes(generate(500, 3, UNTIL)));
  }

  @Test
  void otherSeed_givesOtherPeople() {
    assertThat(people(generate(300, 3, UNTIL))).doesNotContainAnyElementsOf(people(ANSWERS));
  }

  @Test
  void largerCohort_hasTheAnswersOfTheSmallerOne() {
    assertThat(bytes(generate(900, 3, UNTIL))).containsAll(bytes(generate(400, 3, UNTIL)));
  }

  @Test
  void idsAreUnique() {
    assertThat(ANSWERS).extracting(answer -> text(answer, "id")).doesNotHaveDuplicates();
  }

  @Test
  void cohortHasAsManyAnswersAsAskedFor() {
    assertThat(ANSWERS).hasSize(8000);
    assertThat(generate(1, 1, UNTIL)).hasSize(1);
  }

  @Test
  void sentenceSpans_areExact() {
    for (var answer : ANSWERS) {
      var text = text(answer, "text");
      int end = 0;
      for (var sentence : answer.sentences()) {
        assertThat(text.substring(end, sentence.start())).matches("[\\s-]*");
        assertThat(text.substring(sentence.start(), sentence.end()))
            .matches("\\S|\\S.*\\S")
            .doesNotContain("\n");
        end = sentence.end();
      }
      assertThat(end).isEqualTo(text.length());
    }
  }

  @Test
  void partsAgreeWithTheMistakes() {
    for (var answer : ANSWERS) {
      var parts = answer.sentences().stream().map(LabelledSentence::part).collect(toSet());
      if (isStory(answer)) {
        assertThat(parts.contains(Part.SITUATION)).isEqualTo(!has("no_situation").test(answer));
        assertThat(parts.contains(Part.ACTION)).isEqualTo(!has("no_action").test(answer));
        assertThat(parts.contains(Part.RESULT)).isEqualTo(!has("no_result").test(answer));
        assertThat(parts.contains(Part.LEARNING)).isEqualTo(!has("no_learning").test(answer));
        assertThat(answer.outcomeMetric()).isEqualTo(!has("no_quantified_result").test(answer));
      } else {
        assertThat(parts).containsExactly(Part.NONE);
        assertThat(answer.outcomeMetric()).isFalse();
        assertThat(answer.plantedMistakes()).hasSize(1);
      }
    }
  }

  @Test
  void longSituation_outweighsActionAndResult() {
    var told =
        ANSWERS.stream()
            .filter(has("long_situation"))
            .filter(a -> text(a, "modality").equals("text"))
            .toList();
    assertThat(told)
        .isNotEmpty()
        .allMatch(a -> words(a, Part.SITUATION) > words(a, Part.ACTION) + words(a, Part.RESULT));
  }

  @Test
  void someTellTheResultFirst_andSomeLeaveOutTheTask() {
    assertThat(share(ANSWERS, a -> a.sentences().get(0).part() == Part.RESULT))
        .isBetween(0.04, 0.2);
    assertThat(share(ANSWERS, a -> a.sentences().stream().noneMatch(s -> s.part() == Part.TASK)))
        .isBetween(0.1, 0.45);
  }

  @Test
  void everyStoryIsUsed() {
    var stories = StoryBank.load().stories().stream().map(Story::id).collect(toSet());
    var used = ANSWERS.stream().map(LabelledAnswer::origin).collect(toSet());
    assertThat(used).containsAll(stories);
  }

  @Test
  void everyQuestionAndCompanyAndLevelOccurs() {
    assertThat(values("questionId"))
        .isEqualTo(CATALOGUE.questions().stream().map(Question::id).collect(toSet()));
    assertThat(ANSWERS.stream().map(CohortGeneratorTest::company).collect(toSet()))
        .isEqualTo(CATALOGUE.companies().stream().map(Company::id).collect(toSet()));
    assertThat(values("level")).isEqualTo(Set.of("junior", "mid", "senior", "staff"));
    assertThat(values("modality")).isEqualTo(Set.of("text", "transcript"));
    assertThat(values("cohort")).hasSizeBetween(2, 5);
  }

  @Test
  void everyMistakeOccurs_butNoneInMostAnswers() {
    for (var mistake : TRUTH.mistakes().keySet()) {
      assertThat(share(ANSWERS, has(mistake))).as(mistake).isBetween(0.01, 0.6);
    }
    assertThat(ANSWERS.stream().flatMap(a -> a.plantedMistakes().stream()).collect(toSet()))
        .isEqualTo(TRUTH.mistakes().keySet());
    assertThat(share(ANSWERS, a -> a.plantedMistakes().isEmpty())).isBetween(0.05, 0.4);
  }

  @Test
  void companiesOfTheTruthAreThoseOfTheCatalogue() {
    assertThat(TRUTH.companies())
        .extracting(CompanyTruth::id)
        .containsExactlyInAnyOrderElementsOf(
            CATALOGUE.companies().stream().map(Company::id).toList());
  }

  @Test
  void theMistakeOfACompany_isPlantedMoreOftenThere() {
    for (var company : TRUTH.companies()) {
      var mistake = company.mistake();
      var possible = ANSWERS.stream().filter(mayHave(mistake)).toList();
      var here = possible.stream().filter(a -> company(a).equals(company.id())).toList();
      var elsewhere =
          possible.stream()
              .filter(
                  a ->
                      TRUTH.companies().stream()
                          .noneMatch(c -> c.id().equals(company(a)) && c.mistake().equals(mistake)))
              .toList();
      assertThat(here).as(company.id()).hasSizeGreaterThan(20);
      assertThat(share(here, has(mistake)) / share(elsewhere, has(mistake)))
          .as("%s at %s, %d answers", mistake, company.id(), here.size())
          .isGreaterThan(1.2);
    }
  }

  @Test
  void difficultCompanies_bringMoreMistakes() {
    var byDifficulty =
        TRUTH.companies().stream()
            .sorted(Comparator.comparingDouble(CompanyTruth::difficulty))
            .map(CompanyTruth::id)
            .toList();
    var easy = Set.copyOf(byDifficulty.subList(0, 6));
    var hard = Set.copyOf(byDifficulty.subList(byDifficulty.size() - 6, byDifficulty.size()));
    var firstAttempts = ANSWERS.stream().filter(a -> attempt(a) == 1 && isStory(a)).toList();
    var atEasy = firstAttempts.stream().filter(a -> easy.contains(company(a))).toList();
    var atHard = firstAttempts.stream().filter(a -> hard.contains(company(a))).toList();
    assertThat(meanMistakes(atHard)).isGreaterThan(1.15 * meanMistakes(atEasy));
  }

  @Test
  void attemptsOfAPersonAtAQuestion_areConsecutiveAndInOrder() {
    for (var attempts : byPersonAndQuestion().values()) {
      assertThat(attempts)
          .extracting(CohortGeneratorTest::attempt)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, attempts.size()).boxed().toList())
          .hasSizeLessThanOrEqualTo(5);
      assertThat(attempts).extracting(CohortGeneratorTest::submittedAt).doesNotHaveDuplicates();
      assertThat(attempts)
          .extracting(CohortGeneratorTest::company)
          .containsOnly(company(attempts.get(0)));
    }
  }

  @Test
  void peopleImproveOverTheirAttempts() {
    var firsts = new ArrayList<LabelledAnswer>();
    var lasts = new ArrayList<LabelledAnswer>();
    for (var attempts : byPersonAndQuestion().values()) {
      if (attempts.size() >= 3) {
        firsts.add(attempts.get(0));
        lasts.add(attempts.get(attempts.size() - 1));
      }
    }
    assertThat(firsts).hasSizeGreaterThan(100);
    assertThat(meanMistakes(lasts)).isLessThan(0.75 * meanMistakes(firsts));
  }

  @Test
  void seniorPeopleMakeFewerMistakes() {
    var byLevel = ANSWERS.stream().collect(groupingBy(a -> text(a, "level")));
    assertThat(meanMistakes(byLevel.get("staff"))).isLessThan(meanMistakes(byLevel.get("mid")));
    assertThat(meanMistakes(byLevel.get("mid"))).isLessThan(meanMistakes(byLevel.get("junior")));
  }

  @Test
  void someDropOut_someNeedSeveralAttempts() {
    var attempts = byPersonAndQuestion().values();
    double once = attempts.stream().filter(a -> a.size() == 1).count() / (double) attempts.size();
    assertThat(once).isBetween(0.3, 0.7);
    var asked = ANSWERS.stream().collect(groupingBy(a -> text(a, "candidateRef")));
    assertThat(asked.values()).anyMatch(a -> a.size() == 1).anyMatch(a -> a.size() > 12);
  }

  @Test
  void everyoneAnswersInTheEightWeeksBefore_mostlyEveningsAndWeekends() {
    assertThat(ANSWERS)
        .extracting(a -> submittedAt(a).toInstant())
        .isSorted()
        .allMatch(at -> !at.isAfter(UNTIL) && !at.isBefore(UNTIL.minus(PracticeCalendar.WINDOW)));
    assertThat(ANSWERS.stream().map(a -> submittedAt(a).getOffset()).collect(toSet()))
        .hasSizeGreaterThan(5);
    var workdays = ANSWERS.stream().filter(a -> !isWeekend(submittedAt(a))).toList();
    assertThat(share(workdays, a -> submittedAt(a).getHour() >= 17)).isGreaterThan(0.55);
    // Two days of seven would be 0.29.
    assertThat(share(ANSWERS, a -> isWeekend(submittedAt(a)))).isGreaterThan(0.35);
  }

  @Test
  void onlyTranscriptsHaveADuration_atASpeakingPace() {
    for (var answer : ANSWERS) {
      boolean spoken = text(answer, "modality").equals("transcript");
      assertThat(answer.answer().has("durationMs")).isEqualTo(spoken);
      if (spoken) {
        double minutes = answer.answer().get("durationMs").asDouble() / 60_000;
        assertThat(text(answer, "text").split("\\s+").length / minutes).isBetween(70.0, 215.0);
      }
    }
    assertThat(share(ANSWERS, a -> a.answer().has("durationMs"))).isCloseTo(0.12, within(0.05));
  }

  private static List<LabelledAnswer> generate(int answers, long seed, Instant until) {
    return new CohortGenerator(CATALOGUE).generate(new CohortSpec(answers, seed, until)).answers();
  }

  private static List<String> bytes(List<LabelledAnswer> answers) {
    return answers.stream()
        .map(a -> a.answer() + "|" + a.sentences() + a.plantedMistakes() + a.outcomeMetric())
        .toList();
  }

  private static Set<String> people(List<LabelledAnswer> answers) {
    return answers.stream().map(a -> text(a, "candidateRef")).collect(toSet());
  }

  private static Set<String> values(String field) {
    return ANSWERS.stream().map(a -> text(a, field)).collect(toSet());
  }

  private static Map<String, List<LabelledAnswer>> byPersonAndQuestion() {
    return ANSWERS.stream()
        .collect(
            groupingBy(
                a -> text(a, "candidateRef") + " " + text(a, "questionId"),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private static Predicate<LabelledAnswer> has(String mistake) {
    return answer -> answer.plantedMistakes().contains(mistake);
  }

  /** Whether the generator plants that mistake in answers to such a question at all. */
  private static Predicate<LabelledAnswer> mayHave(String mistake) {
    var planted = new HashSet<String>();
    ANSWERS.stream().filter(has(mistake)).forEach(a -> planted.add(text(a, "questionId")));
    return answer -> planted.contains(text(answer, "questionId"));
  }

  private static boolean isStory(LabelledAnswer answer) {
    return AnswerComposer.WITHOUT_STORY.stream().noneMatch(answer.plantedMistakes()::contains);
  }

  private static boolean isWeekend(OffsetDateTime time) {
    return time.getDayOfWeek() == DayOfWeek.SATURDAY || time.getDayOfWeek() == DayOfWeek.SUNDAY;
  }

  private static double share(List<LabelledAnswer> answers, Predicate<LabelledAnswer> of) {
    return answers.stream().filter(of).count() / (double) answers.size();
  }

  private static double meanMistakes(List<LabelledAnswer> answers) {
    return answers.stream()
        .mapToInt(a -> isStory(a) ? a.plantedMistakes().size() : 5)
        .average()
        .orElseThrow();
  }

  private static int words(LabelledAnswer answer, Part part) {
    return answer.sentences().stream()
        .filter(s -> s.part() == part)
        .mapToInt(s -> text(answer, "text").substring(s.start(), s.end()).split("\\s+").length)
        .sum();
  }

  private static String text(LabelledAnswer answer, String field) {
    return answer.answer().get(field).asText();
  }

  private static String company(LabelledAnswer answer) {
    return CATALOGUE.companyId(text(answer, "company"));
  }

  private static int attempt(LabelledAnswer answer) {
    return answer.answer().get("attemptNo").asInt();
  }

  private static OffsetDateTime submittedAt(LabelledAnswer answer) {
    return OffsetDateTime.parse(text(answer, "submittedAt"));
  }
}
