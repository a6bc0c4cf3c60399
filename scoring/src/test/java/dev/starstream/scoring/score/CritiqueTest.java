package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.MistakeRule;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.score.Scorecard.Critique;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CritiqueTest {
  private static final String UNMEASURED =
      "Last spring our price import failed every second night and the shops complained. I needed to"
          + " make it safe before the summer sale. I rewrote the reader, added a check for empty"
          + " rows and gave up the new screen for it. I moved the run to the early evening. As a"
          + " result, the shops were happy. I learned to ask the shops before I draw a plan.";

  private static final String LESSON = "Since then I ask the shops first, that is my lesson.";

  private static final String WHOLE =
      UNMEASURED
          .replace("the shops were happy", "wrong prices fell from 40 a week to 2")
          .replace("I learned to ask the shops before I draw a plan.", LESSON);

  /** Longest headline, fix and note. */
  private static final int HEADLINE = 140;

  private static final int FIX = 260;
  private static final int NOTE = 220;

  /** Half a minute at the pace of a quick reader. */
  private static final int WORDS = 160;

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  private record Case(String name, Answer answer, Optional<Question> question) {
    Scorecard scored() {
      return Scorers.SHIPPED.score(answer, question);
    }
  }

  /** A whole answer and the same with a part left out, which the fix is to name. */
  private record Pair(String name, String leftOut, String put, String fix) {}

  @Test
  void fixThatGainsMost_isFirstAndSaysHowMuch() {
    // When
    Scorecard card = score(UNMEASURED);

    // Then
    assertThat(card.critique().fixFirst())
        .contains("\"As a result, the shops were happy\"")
        .contains("Put a number on what changed")
        .endsWith("points of 100.");
    assertThat(card.critique().fixGain()).isPositive();
  }

  @TestFactory
  Stream<DynamicTest> gain_isWhatTheSameAnswerWithTheFixScoresMore() {
    return Stream.of(
            new Pair(
                "number",
                "As a result, wrong prices fell from 40 a week to 2.",
                "As a result, the shops were happy.",
                "a number"),
            new Pair(
                "situation",
                "Last spring our price import failed every second night and the shops complained.",
                "",
                "Open with"),
            new Pair("task", "I needed to make it safe before the summer sale.", "", "the goal"),
            new Pair("learning", LESSON, "", "End with one sentence"))
        .map(
            pair ->
                DynamicTest.dynamicTest(
                    pair.name(),
                    () -> {
                      // Given
                      String text = WHOLE.replace(pair.leftOut(), pair.put()).strip();
                      String whole = WHOLE;

                      // When
                      Scorecard before = score(text);
                      Scorecard after = score(whole);

                      // Then
                      assertThat(before.critique().fixFirst()).contains(pair.fix());
                      // Whoever adds a sentence also adds words that can be checked.
                      double gain = before.critique().fixGain();
                      assertThat(after.overall() - before.overall())
                          .isBetween(gain - 0.01, gain + 0.05);
                    }));
  }

  @Test
  void textWithoutStory_getsAnOpeningForItsQuestionAndNoPromise() {
    // Given
    var question = Scorers.CATALOGUE.question("unhappy_customer");
    String text =
        "I am a real team player and I get along with everybody. Communication is key in every"
            + " project, and I am always open to ideas. In my past jobs I have worked in many"
            + " teams. Whenever there are challenges, I stay positive.";

    // When
    Critique critique = Scorers.SHIPPED.score(Answer.of(text), question).critique();

    // Then
    assertThat(critique.fixFirst()).contains("Last winter a man stood at my desk");
    assertThat(critique.fixFirst()).doesNotContain("points");
    assertThat(critique.fixGain()).isZero();
    assertThat(critique.notes()).noneMatch(note -> note.startsWith("Keep"));
  }

  @Test
  void everyQuestion_hasItsOwnOpening() {
    // Given
    Set<String> openings = new HashSet<>(Rubric.load().critique().sentences().keySet());
    openings.removeIf(id -> !id.startsWith("opening_"));

    // When
    var questions = new HashSet<String>();
    Scorers.CATALOGUE.questions().forEach(question -> questions.add("opening_" + question.id()));

    // Then
    assertThat(openings).isEqualTo(questions);
  }

  @Test
  void everyCritique_quotesTheAnswerAndIsShortAndWhole() {
    for (Case one : cases()) {
      // When
      Scorecard card = one.scored();

      // Then
      Critique critique = card.critique();
      var said = new ArrayList<String>(List.of(critique.headline(), critique.fixFirst()));
      said.addAll(critique.notes());
      said.removeIf(String::isEmpty);
      assertThat(critique.headline().length()).as(one.name()).isLessThanOrEqualTo(HEADLINE);
      assertThat(critique.fixFirst().length())
          .as("%s: %s", one.name(), critique.fixFirst())
          .isLessThanOrEqualTo(FIX);
      assertThat(critique.notes()).as(one.name()).hasSizeLessThanOrEqualTo(5);
      assertThat(critique.notes()).as(one.name()).allMatch(note -> note.length() <= NOTE);
      assertThat(new HashSet<>(said)).as(one.name()).hasSameSizeAs(said);
      assertThat(String.join(" ", said).split(" ", -1).length)
          .as(one.name())
          .isLessThanOrEqualTo(WORDS);
      for (String sentence : said) {
        assertThat(sentence).as(one.name()).endsWith(".").doesNotContain("  ", "{", "\"\"");
        assertThat(sentence.charAt(0))
            .as("%s: %s", one.name(), sentence)
            .matches(c -> !Character.isLowerCase(c) || c == 'e');
        assertThat(QUOTED.matcher(sentence).replaceAll("x"))
            .as(one.name())
            .doesNotContain("..", " .");
        assertQuotes(one, card, sentence);
      }
    }
  }

  @Test
  void sameInput_hasTheSameCritique() {
    for (Case one : cases()) {
      // When
      Critique first = one.scored().critique();
      Critique second = one.scored().critique();

      // Then
      assertThat(second).isEqualTo(first);
    }
  }

  @Test
  void longAnswers_areQuotedInShortAndFast() {
    for (String piece :
        List.of("x", "I moved it ", UNMEASURED + " ", "(\"", "\u00a0\t", "\ud83d\ude00")) {
      // Given
      String text = "In May " + piece.repeat(1_000_000 / piece.length());
      Instant start = Instant.now();

      // When
      Critique critique = score(text).critique();

      // Then
      assertThat(critique.fixFirst().length()).isLessThanOrEqualTo(FIX);
      assertThat(critique.notes()).allMatch(note -> note.length() <= NOTE);
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void wording_variesByLevel() {
    // Given
    var fixes = new HashSet<String>();
    var headlines = new HashSet<String>();

    // When
    for (Level level : List.of(Level.JUNIOR, Level.MID, Level.STAFF)) {
      Critique critique =
          Scorers.SHIPPED.score(Answer.of(UNMEASURED).at(level), Optional.empty()).critique();
      fixes.add(critique.fixFirst());
      headlines.add(critique.headline());
    }

    // Then
    assertThat(fixes).hasSize(3);
    assertThat(headlines).hasSizeGreaterThan(1);
  }

  @Test
  void companysFocus_isToldWhereTheAnswerDoesNotSpeakToIt() {
    // Given
    var question = Scorers.CATALOGUE.question("balance_excellence_and_value");

    // When
    Scorecard card = Scorers.SHIPPED.score(Answer.of(WHOLE).forCompany("Stripe"), question);

    // Then
    assertThat(card.companyFocus())
        .hasValueSatisfying(focus -> assertThat(focus.addressed()).isFalse());
    assertThat(card.critique().fixFirst() + card.critique().notes()).contains("Stripe");
  }

  @Test
  void bracesInTheAnswer_arePassedThrough() {
    // Given
    String text = "In May {advice} was late. We did {points} and {quote}. We moved it. We sent it.";

    // When
    Critique critique = score(text).critique();

    // Then
    assertThat(critique.fixFirst() + critique.notes()).contains("\"We did {points} and {quote}\"");
  }

  @Test
  void foreignLanguage_isSaidAndNothingElseIsFound() {
    // When
    Scorecard card =
        score(
            "Im Mai war unser Lager zu spät. Ich habe mit der Schicht gesprochen und einen Plan"
                + " geschrieben.");

    // Then
    assertThat(card.mistakes()).extracting("id").containsExactly("language_not_supported");
    assertThat(card.critique().fixFirst()).doesNotContain("points");
    assertThat(card.critique().fixGain()).isZero();
    assertThat(card.critique().headline()).contains("not in English");
    assertThat(card.passed()).isFalse();
  }

  private static Scorecard score(String text) {
    return Scorers.SHIPPED.score(Answer.of(text), Optional.empty());
  }

  /** What stands in quotation marks is the answer's, unless the advice itself quotes. */
  private static void assertQuotes(Case one, Scorecard card, String sentence) {
    String said = sentence;
    for (Scorecard.MistakeFinding mistake : card.mistakes()) {
      said = said.replace(mistake.advice(), "");
    }
    for (String tip : one.question().map(Question::tips).orElse(List.of())) {
      said = said.replace(tip, "");
    }
    String text = plain(one.answer().text());
    var quotes = QUOTED.matcher(said);
    while (quotes.find()) {
      String quote = quotes.group(1);
      quote = quote.startsWith("... ") ? quote.substring(4) : quote;
      quote = quote.endsWith(" ...") ? quote.substring(0, quote.length() - 4) : quote;
      assertThat(quote).as(one.name()).isNotBlank();
      assertThat(text).as("%s: %s", one.name(), sentence).contains(plain(quote));
    }
  }

  private static String plain(String text) {
    return text.replace('"', '\'').replaceAll("[\\s\\u00a0]+", " ");
  }

  /** All example answers and all texts of the rules, at each level, for the next question. */
  private static List<Case> cases() {
    var cases = new ArrayList<Case>();
    List<Question> questions = List.copyOf(Scorers.CATALOGUE.questions());
    var texts = new ArrayList<String>();
    var json = new JsonMapper();
    for (ExampleAnswers.Example example : ExampleAnswers.all()) {
      try {
        texts.add(json.readTree(example.json()).get("text").asText());
      } catch (IOException e) {
        throw new AssertionError(example.name(), e);
      }
    }
    for (MistakeRule rule : Rubric.load().mistakes().values()) {
      rule.hits().forEach(hit -> texts.add(hit.text()));
      rule.misses().forEach(miss -> texts.add(miss.text()));
    }
    for (String text : texts) {
      for (Level level : Level.values()) {
        Question question = questions.get(cases.size() % questions.size());
        String company =
            question.askedBy().isEmpty() ? "amazon" : question.askedBy().get(0).company();
        Answer answer = Answer.of(text).at(level).forCompany(company);
        Answer spoken = level == Level.SENIOR ? answer.spokenIn(15_000) : answer;
        cases.add(new Case(level.id() + " " + text, spoken, Optional.of(question)));
      }
      cases.add(new Case(text, Answer.of(text), Optional.empty()));
    }
    return cases;
  }
}
