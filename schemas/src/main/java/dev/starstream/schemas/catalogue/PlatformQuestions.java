package dev.starstream.schemas.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.events.PlatformFocus;
import dev.starstream.events.PlatformKeyPoint;
import dev.starstream.events.PlatformMistake;
import dev.starstream.events.PlatformQuestion;
import dev.starstream.schemas.Nearest;
import dev.starstream.schemas.catalogue.Question.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The questions that platforms bring themselves, between the three forms that they have: the JSON
 * document over HTTP, the event on the topic {@code questions}, and {@link Question}. Safe for many
 * threads.
 */
public final class PlatformQuestions {

  /** Of a question's JSON document. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_PROBLEMS = 40;

  /**
   * Something about a part of a document.
   *
   * @param pointer JSON pointer (RFC 6901)
   */
  public record Remark(String pointer, String detail) {}

  /** What a document is. */
  public sealed interface Reading {
    /** A question; the warnings tell what may not be as meant. */
    record Accepted(Question question, List<Remark> warnings) implements Reading {}

    /** None; every problem is named, up to 40. */
    record Refused(List<Remark> problems) implements Reading {}
  }

  private final QuestionCatalogue catalogue;

  public PlatformQuestions(QuestionCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** What is wrong with a question's id, but that it may be one of the catalogue's. */
  public static Optional<String> idProblem(String id) {
    return NodeReader.idProblem(id);
  }

  /**
   * Reads a document.
   *
   * @param id what the question is called; see {@link #idProblem}
   */
  public Reading read(String id, JsonNode document) {
    if (!document.isObject()) {
      return new Reading.Refused(List.of(new Remark("", "is no question (expected: an object)")));
    }
    var problems = new ArrayList<Remark>();
    NodeReader.Problems add =
        (at, detail) -> {
          if (problems.size() < MAX_PROBLEMS) {
            problems.add(new Remark(at, detail));
          }
        };
    var question = catalogue.platformReader(add).ofPlatform(document, id);
    for (int i = 0; i < question.commonMistakes().size(); i++) {
      var mistake = question.commonMistakes().get(i).id();
      if (catalogue.hasOwnMistake(mistake)) {
        add.add(
            "/mistakes/" + i + "/id",
            "'" + mistake + "' is a mistake of a shipped question (expected: an id of its own)");
      }
    }
    return problems.isEmpty()
        ? new Reading.Accepted(question, warnings(question))
        : new Reading.Refused(List.copyOf(problems));
  }

  private List<Remark> warnings(Question question) {
    var known = catalogue.categories().stream().map(Category::id).toList();
    return known.contains(question.category())
        ? List.of()
        : List.of(
            new Remark(
                "/category",
                "is none of the shipped categories: counted as one of its own"
                    + Nearest.hint(Nearest.of(question.category(), known))));
  }

  /** The event that brings a question. */
  public static PlatformQuestion event(String tenantId, Question question, Instant updatedAt) {
    return PlatformQuestion.newBuilder()
        .setTenantId(tenantId)
        .setQuestionId(question.id())
        .setText(question.text())
        .setVariants(question.variants())
        .setCategory(question.category())
        .setLevels(question.levels())
        .setNeedsTradeoff(question.needsTradeoff())
        .setKeyPoints(
            question.keyPoints().stream()
                .map(point -> new PlatformKeyPoint(point.id(), point.text(), texts(point.cues())))
                .toList())
        .setMistakes(
            question.commonMistakes().stream()
                .filter(mistake -> mistake.when().isPresent())
                .map(PlatformQuestions::event)
                .toList())
        .setCompanies(
            question.askedBy().stream()
                .map(
                    focus -> new PlatformFocus(focus.company(), focus.focus(), texts(focus.cues())))
                .toList())
        .setTips(question.tips())
        .setUpdatedAt(updatedAt)
        .build();
  }

  private static PlatformMistake event(Question.CommonMistake mistake) {
    var when = mistake.when().orElseThrow();
    return new PlatformMistake(
        mistake.id(),
        mistake.severity().orElseThrow(),
        mistake.text().orElseThrow(),
        mistake.advice(),
        when instanceof Trigger.Cues cues ? texts(cues.cues()) : List.of(),
        when instanceof Trigger.MissingKeyPoint missing ? missing.keyPoint() : null);
  }

  private static List<String> texts(List<Cue> cues) {
    return cues.stream().map(Cue::text).toList();
  }

  /** The question of an event; empty if it breaks a rule, as when no edge has checked it. */
  public Optional<Question> question(PlatformQuestion event) {
    return idProblem(event.getQuestionId()).isEmpty()
            && read(event.getQuestionId(), document(event)) instanceof Reading.Accepted accepted
        ? Optional.of(accepted.question())
        : Optional.empty();
  }

  /** A shipped question as a document of the same form. Advice for general mistakes is left out. */
  public static ObjectNode document(Question question) {
    return document(event("", question, Instant.EPOCH));
  }

  /** The document of an event: the one that it was made of. */
  public static ObjectNode document(PlatformQuestion event) {
    var document = JsonNodeFactory.instance.objectNode();
    document
        .put("id", event.getQuestionId())
        .put("text", event.getText())
        .put("category", event.getCategory())
        .put("needsTradeoff", event.getNeedsTradeoff());
    put(document, "levels", event.getLevels());
    put(document, "variants", event.getVariants());
    var points = document.putArray("keyPoints");
    for (var point : event.getKeyPoints()) {
      var item = points.addObject().put("id", point.getId()).put("text", point.getText());
      put(item, "cues", point.getCues());
    }
    mistakes(document.putArray("mistakes"), event);
    var companies = document.putArray("companies");
    for (var focus : event.getCompanies()) {
      var item =
          companies.addObject().put("company", focus.getCompany()).put("focus", focus.getFocus());
      put(item, "cues", focus.getCues());
    }
    put(document, "tips", event.getTips());
    return document;
  }

  private static void mistakes(ArrayNode mistakes, PlatformQuestion event) {
    for (var mistake : event.getMistakes()) {
      var item =
          mistakes
              .addObject()
              .put("id", mistake.getId())
              .put("severity", mistake.getSeverity())
              .put("text", mistake.getText())
              .put("advice", mistake.getAdvice());
      var when = item.putObject("when");
      if (mistake.getMissingKeyPoint() == null) {
        put(when, "cues", mistake.getCues());
      } else {
        when.put("missingKeyPoint", mistake.getMissingKeyPoint());
      }
    }
  }

  private static void put(ObjectNode node, String field, List<String> texts) {
    texts.forEach(node.putArray(field)::add);
  }
}
