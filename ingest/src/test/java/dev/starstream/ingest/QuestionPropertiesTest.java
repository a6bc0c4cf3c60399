package dev.starstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.schemas.catalogue.PlatformQuestions;
import dev.starstream.schemas.catalogue.PlatformQuestions.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever document comes: a question that survives its way through the topic, or problems. */
class QuestionPropertiesTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final PlatformQuestions QUESTIONS = new PlatformQuestions(Answers.CATALOGUE);

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void anyDocument_isAQuestionOrProblemsWithPointers(@ForAll("documents") JsonNode document) {
    judge(document);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void goodDocumentWithOneThingReplaced_isAQuestionOrProblems(
      @ForAll int place, @ForAll("values") JsonNode value) {
    var shipped = Answers.CATALOGUE.question(Answers.QUESTION).orElseThrow();
    var document = PlatformQuestions.document(shipped).put("id", "own_one");
    document.putArray("mistakes");
    var places = new ArrayList<Runnable>();
    collect(document, value, places);
    places.get(Math.floorMod(place, places.size())).run();

    judge(document);
  }

  private static void judge(JsonNode document) {
    if (QUESTIONS.read("own_one", document) instanceof Reading.Accepted accepted) {
      var event = PlatformQuestions.event("dev", accepted.question(), Answers.NOW);
      assertThat(QUESTIONS.question(event)).contains(accepted.question());
    } else {
      var refused = (Reading.Refused) QUESTIONS.read("own_one", document);
      assertThat(refused.problems()).isNotEmpty();
      // Throws on what is no pointer.
      refused.problems().forEach(remark -> new Problem(remark.pointer(), remark.detail()));
    }
  }

  /** One way to put the value somewhere into the document, for each place in it. */
  private static void collect(JsonNode node, JsonNode value, List<Runnable> places) {
    if (node instanceof ObjectNode object) {
      object.fieldNames().forEachRemaining(name -> places.add(() -> object.set(name, value)));
      object.forEach(child -> collect(child, value, places));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        var at = i;
        places.add(() -> array.set(at, value));
      }
      array.forEach(child -> collect(child, value, places));
    }
  }

  @Provide
  Arbitrary<JsonNode> documents() {
    var fields =
        Arbitraries.of(
            "id",
            "text",
            "category",
            "levels",
            "keyPoints",
            "mistakes",
            "companies",
            "variants",
            "tips",
            "needsTradeoff",
            "cues",
            "when",
            "/",
            "");
    return Arbitraries.maps(fields, values()).ofMaxSize(8).map(QuestionPropertiesTest::object);
  }

  private static JsonNode object(Map<String, JsonNode> values) {
    return JSON.objectNode().setAll(values);
  }

  @Provide
  Arbitrary<JsonNode> values() {
    Arbitrary<JsonNode> leaves =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(30).map(JSON::textNode),
            Arbitraries.strings()
                .withChars("ab* ()/+.'NUMASK\ud800")
                .ofMaxLength(30)
                .map(JSON::textNode),
            Arbitraries.doubles().map(JSON::numberNode),
            Arbitraries.of(true, false).map(JSON::booleanNode),
            Arbitraries.just(JSON.nullNode()));
    return nested(leaves, 2);
  }

  private static Arbitrary<JsonNode> nested(Arbitrary<JsonNode> leaves, int depth) {
    if (depth == 0) {
      return leaves;
    }
    var inner = nested(leaves, depth - 1);
    return Arbitraries.oneOf(
        leaves,
        inner.list().ofMaxSize(3).map(items -> JSON.arrayNode().addAll(items)),
        Arbitraries.maps(Arbitraries.of("id", "text", "cues", "company", "when"), inner)
            .ofMaxSize(4)
            .map(QuestionPropertiesTest::object));
  }
}
