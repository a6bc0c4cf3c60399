package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.schemas.catalogue.PlatformQuestions;
import dev.starstream.schemas.catalogue.PlatformQuestions.Reading;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Part;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Questions that no catalogue has, as platforms bring them. */
class PlatformQuestionTest {

  private static final Path PAGE = Path.of("..", "docs", "QUESTIONS.md");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();
  private static final AnswerScorer SCORER = AnswerScorer.load(CATALOGUE);

  @Test
  void exampleOfThePage_isScoredAsThePageSays() throws IOException {
    var question = question((ObjectNode) JSON.readTree(block("json")));

    var card = SCORER.score(answer(block("answer").strip()), Optional.of(question));

    var hit = card.keyPoints().stream().filter(Scorecard.KeyPointFinding::covered);
    var own =
        card.mistakes().stream()
            .map(Scorecard.MistakeFinding::id)
            .filter(id -> question.commonMistakes().stream().anyMatch(m -> m.id().equals(id)))
            .toList();
    assertThat(block("scored"))
        .isEqualTo(
            """
            key points hit: %s
            own mistakes: %s
            company focus: %s
            """
                .formatted(
                    String.join(", ", hit.map(Scorecard.KeyPointFinding::id).toList()),
                    own.isEmpty() ? "none" : String.join(", ", own),
                    card.companyFocus().orElseThrow().addressed() ? "addressed" : "not addressed"));
  }

  @Test
  void answerThatDoesWhatTheQuestionWarnsOf_hasItsMistakesWithItsAdvice() throws IOException {
    var question = question((ObjectNode) JSON.readTree(block("json")));

    var card =
        SCORER.score(
            answer(
                "Last year I packed orders in a warehouse and had to leave in the middle of a"
                    + " stocktake. I took my coat and went home early. The count was not my problem"
                    + " any more. My supervisor shouted at me for ten minutes."),
            Optional.of(question));

    assertThat(card.mistakes())
        .extracting(Scorecard.MistakeFinding::id)
        .contains("left_without_a_word", "not_my_problem");
    assertThat(card.mistakes())
        .extracting(Scorecard.MistakeFinding::advice)
        .contains("Leave out that it was no longer yours; tell how it ended.");
  }

  @Test
  void shippedQuestionBroughtByAPlatform_isScoredAlike() {
    for (var shipped : CATALOGUE.questions()) {
      var document = PlatformQuestions.document(shipped).put("id", "own_" + shipped.id());
      document.putArray("mistakes");
      var own =
          (Reading.Accepted) new PlatformQuestions(CATALOGUE).read("own_" + shipped.id(), document);
      for (var example : ExampleAnswers.all().subList(0, 3)) {
        var text = answer(example.json());
        assertThat(SCORER.score(text, Optional.of(own.question())).keyPoints())
            .isEqualTo(SCORER.score(text, Optional.of(shipped)).keyPoints());
      }
    }
  }

  @Test
  void generalMistakes_areThoseThatTheCatalogueKnows() {
    assertThat(CATALOGUE.generalMistakes())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(GeneralMistake.values()).map(GeneralMistake::id).toList());
  }

  @Property(tries = 300)
  void whateverTextsAPlatformWrites_answersAreScored(
      @ForAll @StringLength(min = 1, max = 60) String first,
      @ForAll @CharRange(from = ' ', to = '~') @StringLength(min = 1, max = 60) String second) {
    var document = JSON.createObjectNode().put("text", first).put("category", "ownership");
    document.putArray("levels").add("mid");
    document.putArray("variants").add(second);
    document.putArray("tips").add(second).add(first);
    document
        .putArray("keyPoints")
        .addObject()
        .put("id", "told")
        .put("text", second)
        .putArray("cues")
        .add("TELL");
    var mistake = document.putArray("mistakes").addObject();
    mistake.put("id", "silent").put("severity", "major").put("text", first).put("advice", second);
    mistake.putObject("when").put("missingKeyPoint", "told");
    document
        .putArray("companies")
        .addObject()
        .put("company", "amazon")
        .put("focus", second)
        .putArray("cues")
        .add("doors");
    if (new PlatformQuestions(CATALOGUE).read("own", document) instanceof Reading.Accepted own) {
      var card =
          SCORER.score(
              answer("Last year I mended three doors. Complaints fell by 12%."),
              Optional.of(own.question()));

      assertThat(card.mistakes()).extracting(Scorecard.MistakeFinding::id).contains("silent");
    }
  }

  /** Half of the words begin every cue, and what would complete it stands before them. */
  @Test
  void questionMadeToBeSlow_holdsNoThreadForLong() throws IOException {
    var oneCue = slowQuestion(1);
    var text = "";
    for (var example : ExampleAnswers.all()) {
      var told = JSON.readTree(example.json()).get("text").asText().replace(". ", ". Zo ");
      var longer = text + "Zo " + told + "\n\n";
      if (longer.length() < 19_000 && coversNothing(longer, oneCue)) {
        text = longer;
      }
    }
    assertThat(text).hasSizeGreaterThan(12_000);
    var question = slowQuestion(99);

    // Of this thread alone: other tests may have the processors meanwhile.
    var threads = ManagementFactory.getThreadMXBean();
    var start = threads.getCurrentThreadCpuTime();
    var nothing = coversNothing(text, question);

    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start))
        .isLessThan(Duration.ofSeconds(5));
    assertThat(nothing).isTrue();
    // Otherwise nothing would have been looked for.
    var card = SCORER.score(answer(text), Optional.empty());
    assertThat(card.star().get(Part.ACTION).present()).isTrue();
  }

  private static boolean coversNothing(String text, Question question) {
    var card = SCORER.score(answer(text), Optional.of(question));
    return card.keyPoints().stream().noneMatch(Scorecard.KeyPointFinding::covered);
  }

  private static Question slowQuestion(int cues) {
    var document = JSON.createObjectNode().put("text", "Why?").put("category", "ownership");
    document.putArray("levels").add("mid");
    var points = document.putArray("keyPoints");
    for (int i = 0; i < cues; i++) {
      if (i % 10 == 0) {
        points.addObject().put("id", "point_" + i).put("text", "x").putArray("cues");
      }
      var cue = new StringBuilder();
      for (int term = 0; term < 3; term++) {
        cue.append("the / and / i / to / of / a / in / was / we / it / my / that / for / had / ")
            .append("with / on / NOT / THEY / TIME / word")
            .append(3 * i + term)
            .append(" .. ");
      }
      ((ArrayNode) points.get(i / 10).get("cues")).add(cue + "zo");
    }
    return question(document);
  }

  private static Question question(ObjectNode document) {
    var reading = new PlatformQuestions(CATALOGUE).read("handed_over_unfinished_work", document);
    assertThat(reading).isInstanceOf(Reading.Accepted.class);
    return ((Reading.Accepted) reading).question();
  }

  private static Answer answer(String text) {
    return new Answer(
        text,
        Optional.empty(),
        Optional.of("amazon"),
        Optional.empty(),
        Modality.TEXT,
        OptionalLong.empty());
  }

  private static String block(String language) throws IOException {
    var fence = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
    var matcher = fence.matcher(Files.readString(PAGE));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
