package dev.starstream.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.events.PlatformKeyPoint;
import dev.starstream.events.PlatformQuestion;
import dev.starstream.schemas.catalogue.PlatformQuestions.Reading;
import dev.starstream.schemas.catalogue.PlatformQuestions.Remark;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlatformQuestionsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String QUESTION =
      """
      {"text": "What did you hand over?", "category": "ownership", "levels": ["mid"],
       "keyPoints": [
         {"id": "wrote_it_down", "text": "Writes it down.", "cues": ["WROTE + open", "handover note*"]},
         {"id": "told_them", "text": "Tells them.", "cues": ["TELL .. PERSON"]}],
       "mistakes": [
         {"id": "told_nobody", "severity": "major", "text": "Tells nobody.", "advice": "Tell.",
          "when": {"missingKeyPoint": "wrote_it_down"}},
         {"id": "shrugs", "severity": "minor", "text": "Shrugs.", "advice": "Do not.",
          "when": {"cues": ["not my problem"]}}],
       "companies": [
         {"company": "Amazon Web Services", "focus": "Owners.", "cues": ["(result) checked"]}],
       "variants": ["What was left open?"], "tips": ["Name one thing."], "needsTradeoff": true}
      """;

  private final QuestionCatalogue catalogue = QuestionCatalogue.load();
  private final PlatformQuestions questions = new PlatformQuestions(catalogue);

  @Test
  void goodQuestion_isReadWhole() {
    var question = accepted(json(QUESTION)).question();

    assertThat(question.id()).isEqualTo("handed_over");
    assertThat(question.text()).isEqualTo("What did you hand over?");
    assertThat(question.category()).isEqualTo("ownership");
    assertThat(question.levels()).containsExactly("mid");
    assertThat(question.needsTradeoff()).isTrue();
    assertThat(question.variants()).containsExactly("What was left open?");
    assertThat(question.tips()).containsExactly("Name one thing.");
    assertThat(question.keyPoints())
        .extracting(Question.KeyPoint::id)
        .containsExactly("wrote_it_down", "told_them");
    assertThat(question.keyPoints().get(0).cues().get(0).terms().get(0).phrases())
        .contains("noted", "checklist");
    assertThat(question.commonMistakes())
        .extracting(mistake -> mistake.when().orElseThrow())
        .containsExactly(
            new Question.Trigger.MissingKeyPoint("wrote_it_down"),
            new Question.Trigger.Cues(
                List.of(
                    new Cue(
                        "not my problem",
                        List.of(),
                        List.of(new Cue.Term("not my problem", List.of("not my problem"))),
                        false))));
    assertThat(question.focusOf("amazon")).isPresent();
  }

  @Test
  void question_isTheSameAfterItsWayThroughTheTopicAndAsADocument() {
    var question = accepted(json(QUESTION)).question();

    var event = PlatformQuestions.event("dev", question, NOW);

    assertThat(questions.question(event)).contains(question);
    assertThat(accepted(PlatformQuestions.document(event)).question()).isEqualTo(question);
  }

  @Test
  void everyShippedQuestion_wouldBeTakenFromAPlatformButForItsMistakes() {
    for (var shipped : catalogue.questions()) {
      var document = PlatformQuestions.document(shipped).put("id", "handed_over");
      document.putArray("mistakes");

      assertThat(accepted(document).question().keyPoints()).isEqualTo(shipped.keyPoints());
    }
  }

  @Test
  void eventThatNoEdgeHasChecked_isNoQuestionIfItBreaksARule() {
    var event = PlatformQuestions.event("dev", accepted(json(QUESTION)).question(), NOW);

    assertThat(questions.question(PlatformQuestion.newBuilder(event).setCategory("").build()))
        .isEmpty();
    assertThat(questions.question(PlatformQuestion.newBuilder(event).setQuestionId("X").build()))
        .isEmpty();
    assertThat(
            questions.question(
                PlatformQuestion.newBuilder(event)
                    .setKeyPoints(List.of(new PlatformKeyPoint("a", "b", List.of("NO_FAMILY"))))
                    .build()))
        .isEmpty();
  }

  @Test
  void categoryOfItsOwn_isTakenWithAWarning() {
    var accepted = accepted(changed(question -> question.put("category", "onwership")));

    assertThat(accepted.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.pointer()).isEqualTo("/category");
              assertThat(warning.detail()).contains("did you mean 'ownership'?");
            });
    assertThat(accepted(json(QUESTION)).warnings()).isEmpty();
  }

  @Test
  void nullsAndWhatMayBeLeftOut_areNotMissed() {
    var accepted =
        accepted(
            changed(
                question -> {
                  question.putNull("variants").putNull("needsTradeoff");
                  question.remove(List.of("mistakes", "companies", "tips"));
                }));

    assertThat(accepted.question().commonMistakes()).isEmpty();
    assertThat(accepted.question().needsTradeoff()).isFalse();
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        broken("/text", q -> q.remove("text"), "is missing"),
        broken("/text", q -> q.put("text", " "), "is blank"),
        broken("/text", q -> q.put("text", 7), "is a number (expected: text)"),
        broken("/text", q -> q.put("text", "a\nb"), "control characters"),
        broken("/text", q -> q.put("text", "a\ud800b"), "no valid Unicode"),
        broken("/text", q -> q.put("text", "x".repeat(2001)), "has 2001 characters"),
        broken("/txt", q -> q.put("txt", "x"), "no field of a question; did you mean 'text'?"),
        broken("/key_points", q -> q.put("key_points", "x"), "did you mean 'keyPoints'?"),
        broken("/a~1b~0", q -> q.put("a/b~", "x"), "no field of a question"),
        broken("/id", q -> q.put("id", "another"), "is not the id of the path"),
        broken("/category", q -> q.put("category", "Own Ship"), "snake_case"),
        broken("/category", q -> q.put("category", "x".repeat(101)), "has 101 characters"),
        broken("/levels", q -> q.remove("levels"), "is missing"),
        broken("/levels", q -> q.putArray("levels"), "is empty"),
        broken("/levels/1", q -> q.putArray("levels").add("mid").add("senor"), "mean 'senior'?"),
        broken("/levels", q -> q.put("levels", "mid"), "is text (expected: a list)"),
        broken("/needsTradeoff", q -> q.put("needsTradeoff", "yes"), "expected: true or false"),
        broken("/variants/0", q -> q.putArray("variants").add(1), "is a number"),
        broken("/keyPoints", PlatformQuestionsTest::clear, "is empty"),
        broken("/keyPoints/2", q -> q.withArray("/keyPoints").add(1), "an object"),
        broken("/keyPoints/1/id", q -> point(q).put("id", "wrote_it_down"), "there twice"),
        broken("/keyPoints/1/id", q -> point(q).put("id", "TOLD"), "snake_case"),
        broken("/keyPoints/1/text", q -> point(q).remove("text"), "is missing"),
        broken("/keyPoints/1/cue", q -> point(q).put("cue", "x"), "did you mean 'cues'?"),
        broken("/keyPoints/1/cues", q -> point(q).putArray("cues"), "is empty"),
        broken("/keyPoints/1/cues/0", q -> point(q).putArray("cues").add("Told"), "lower-case"),
        broken("/keyPoints/1/cues/0", q -> point(q).putArray("cues").add("TEL"), "TELL?"),
        broken(
            "/keyPoints/1/cues/1",
            q -> point(q).putArray("cues").add("told").add("(end) told"),
            "part 'end'"),
        broken(
            "/keyPoints/1/cues/0",
            q -> point(q).putArray("cues").add("a".repeat(501)),
            "has 501 characters"),
        broken("/keyPoints/1/cues", q -> cues(q, 31), "has 31 items (expected: at most 30)"),
        broken("/mistakes/0/id", q -> mistake(q, 0).put("id", "no_result"), "any answer can have"),
        broken("/mistakes/0/severity", q -> mistake(q, 0).put("severity", "bad"), "one of [minor"),
        broken("/mistakes/0/advice", q -> mistake(q, 0).remove("advice"), "is missing"),
        broken("/mistakes/0/when", q -> mistake(q, 0).remove("when"), "is missing"),
        broken("/mistakes/0/when", q -> mistake(q, 0).putObject("when"), "either cues or"),
        broken(
            "/mistakes/0/when/missingKeyPoint",
            q -> mistake(q, 0).putObject("when").put("missingKeyPoint", "told_thm"),
            "did you mean 'told_them'?"),
        broken(
            "/mistakes/1/when",
            q -> mistake(q, 1).withObject("/when").put("missingKeyPoint", "told_them"),
            "either cues or missingKeyPoint"),
        broken("/companies/0/company", q -> company(q).put("company", "amazn"), "mean 'amazon'?"),
        broken("/companies/0/company", q -> company(q).remove("company"), "no company"),
        broken("/companies/0/focus", q -> company(q).put("focus", ""), "is blank"),
        broken("/tips", q -> many(q.putArray("tips"), 21), "has 21 items (expected: at most 20)"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("broken")
  void brokenRule_isNamedByPointerWithWhatWasExpected(
      String pointer, Consumer<ObjectNode> change, String detail) {
    var problems = refused(changed(change));

    assertThat(problems).extracting(Remark::pointer).containsExactly(pointer);
    assertThat(problems.get(0).detail()).contains(detail);
  }

  @Test
  void mistakeOfAShippedQuestion_cannotBeUsedAgain() {
    var taken =
        catalogue.questions().iterator().next().commonMistakes().stream()
            .filter(mistake -> mistake.when().isPresent())
            .findFirst()
            .orElseThrow();

    assertThat(refused(changed(question -> mistake(question, 1).put("id", taken.id()))))
        .extracting(Remark::pointer)
        .containsExactly("/mistakes/1/id");
  }

  @Test
  void moreCuesOrTermsThanAQuestionMayHave_areRefusedOnce() {
    assertThat(refused(withCues(7, 30, "told %d")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.detail()).contains("more than 200 cues"));
    assertThat(refused(withCues(5, 30, "told %2$d + asked %2$d + rang %2$d")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.detail()).contains("more than 300 different"));
    assertThat(accepted(withCues(6, 30, "told %d")).warnings()).isEmpty();
  }

  /**
   * @param cue with places for two numbers
   */
  private static JsonNode withCues(int keyPoints, int cuesEach, String cue) {
    return changed(
        question -> {
          var points = question.putArray("keyPoints");
          for (int i = 0; i < keyPoints; i++) {
            var cues =
                points.addObject().put("id", "told_them" + i).put("text", "x").putArray("cues");
            for (int j = 0; j < cuesEach; j++) {
              cues.add(cue.formatted(j, 100 * i + j));
            }
          }
          question.remove("mistakes");
        });
  }

  @Test
  void problems_areNamedAllAtOnceAndNotWithoutEnd() {
    assertThat(refused(json("{}")))
        .extracting(Remark::pointer)
        .containsExactlyInAnyOrder("/text", "/category", "/levels", "/keyPoints");
    var strange = JSON.createObjectNode();
    for (int i = 0; i < 100; i++) {
      strange.put("field" + i, i);
    }
    assertThat(refused(strange)).hasSize(40);
    assertThat(refused(json("[1]"))).extracting(Remark::pointer).containsExactly("");
  }

  @Test
  void id_isSnakeCaseOfAtMostAHundredCharacters() {
    assertThat(PlatformQuestions.idProblem("handed_over_2")).isEmpty();
    assertThat(PlatformQuestions.idProblem("x".repeat(101))).isPresent();
    assertThat(PlatformQuestions.idProblem("")).isPresent();
    assertThat(PlatformQuestions.idProblem("2x")).isPresent();
    assertThat(PlatformQuestions.idProblem("a/b")).isPresent();
  }

  private static Arguments broken(String pointer, Consumer<ObjectNode> change, String detail) {
    return Arguments.of(pointer, change, detail);
  }

  private static ObjectNode point(ObjectNode question) {
    return (ObjectNode) question.get("keyPoints").get(1);
  }

  private static ObjectNode mistake(ObjectNode question, int index) {
    return (ObjectNode) question.get("mistakes").get(index);
  }

  private static ObjectNode company(ObjectNode question) {
    return (ObjectNode) question.get("companies").get(0);
  }

  private static void clear(ObjectNode question) {
    question.remove("mistakes");
    question.putArray("keyPoints");
  }

  private static void cues(ObjectNode question, int count) {
    many(point(question).putArray("cues"), count);
  }

  private static void many(ArrayNode array, int count) {
    for (int i = 0; i < count; i++) {
      array.add("told " + i);
    }
  }

  private static JsonNode changed(Consumer<ObjectNode> change) {
    var question = (ObjectNode) json(QUESTION);
    change.accept(question);
    return question;
  }

  private Reading.Accepted accepted(JsonNode document) {
    var reading = questions.read("handed_over", document);
    assertThat(reading).isInstanceOf(Reading.Accepted.class);
    return (Reading.Accepted) reading;
  }

  private List<Remark> refused(JsonNode document) {
    var reading = questions.read("handed_over", document);
    assertThat(reading).isInstanceOf(Reading.Refused.class);
    return ((Reading.Refused) reading).problems();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
