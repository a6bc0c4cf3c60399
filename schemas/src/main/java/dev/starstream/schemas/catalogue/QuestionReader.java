package dev.starstream.schemas.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starstream.schemas.catalogue.Question.CommonMistake;
import dev.starstream.schemas.catalogue.Question.CompanyFocus;
import dev.starstream.schemas.catalogue.Question.KeyPoint;
import dev.starstream.schemas.catalogue.Question.Trigger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Reads and checks questions: one place for those of the catalogue and those of platforms. */
final class QuestionReader {

  private static final int MAX_CUES = 30;
  private static final int MAX_CUES_IN_ALL = 200;

  /** Different ones; they decide how long an answer made to be slow may take. */
  private static final int MAX_TERMS_IN_ALL = 300;

  private static final int MAX_CUE_CHARS = 500;

  private static final List<String> LEVELS = List.of("junior", "mid", "senior", "staff");
  private static final List<String> SEVERITIES = List.of("minor", "major", "critical");

  private final NodeReader nodes;
  private final CueReader cueReader;
  private final BiFunction<JsonNode, String, String> company;
  private final Set<String> generalMistakes;

  // Of the question in hand.
  private int cuesRead;
  private final Set<String> termsRead = new HashSet<>();

  /**
   * @param company gives the id of the company that a text names, or reports that there is none
   * @param generalMistakes the mistakes that an answer to any question can have
   */
  QuestionReader(
      NodeReader nodes,
      CueReader cueReader,
      BiFunction<JsonNode, String, String> company,
      Set<String> generalMistakes) {
    this.nodes = nodes;
    this.cueReader = cueReader;
    this.company = company;
    this.generalMistakes = generalMistakes;
  }

  /** A question of the catalogue, whose category is that of its file. */
  Question ofCatalogue(JsonNode node, String category, String at) {
    cuesRead = 0;
    termsRead.clear();
    nodes.fields(
        node,
        at,
        "a question",
        List.of(
            "id",
            "text",
            "variants",
            "why",
            "levels",
            "competencies",
            "needs_tradeoff",
            "asked_by",
            "key_points",
            "tips",
            "clarifying_questions",
            "coach_strategy",
            "common_mistakes",
            "follow_ups"));
    var keyPoints = keyPoints(node, at);
    return new Question(
        nodes.id(node, at),
        category,
        nodes.text(node, "text", at),
        nodes.texts(node, "variants", at, 0),
        nodes.text(node, "why", at),
        levels(node, at),
        nodes.texts(node, "competencies", at, 1),
        nodes.flag(node, "needs_tradeoff", at),
        foci(node, at, 1),
        keyPoints,
        nodes.texts(node, "tips", at, 1),
        nodes.texts(node, "clarifying_questions", at, 1),
        nodes.text(node, "coach_strategy", at),
        mistakes(node, keyPoints, at, 1),
        nodes.texts(node, "follow_ups", at, 1));
  }

  /**
   * A platform's question: less has to be there, and all its mistakes are its own.
   *
   * @param id what it is to be called, checked already
   */
  Question ofPlatform(JsonNode node, String id) {
    cuesRead = 0;
    termsRead.clear();
    nodes.fields(
        node,
        "",
        "a question",
        List.of(
            "id",
            "text",
            "variants",
            "category",
            "levels",
            "needs_tradeoff",
            "asked_by",
            "key_points",
            "tips",
            "common_mistakes"));
    if (node.hasNonNull("id") && !node.get("id").asText().equals(id)) {
      nodes.problem(
          nodes.place("", "id"), "is not the id of the path (expected: '" + id + "', or no id)");
    }
    var keyPoints = keyPoints(node, "");
    return new Question(
        id,
        category(node),
        nodes.text(node, "text", ""),
        nodes.texts(node, "variants", "", 0),
        "",
        levels(node, ""),
        List.of(),
        nodes.flag(node, "needs_tradeoff", ""),
        foci(node, "", 0),
        keyPoints,
        nodes.texts(node, "tips", "", 0),
        List.of(),
        "",
        mistakes(node, keyPoints, "", 0),
        List.of());
  }

  private List<KeyPoint> keyPoints(JsonNode node, String at) {
    var ids = new HashSet<String>();
    return nodes.each(
        node,
        "key_points",
        at,
        1,
        (point, pointAt) -> {
          nodes.fields(point, pointAt, "a key point", List.of("id", "text", "cues"));
          return new KeyPoint(
              nodes.newId(point, pointAt, ids),
              nodes.text(point, "text", pointAt),
              cues(point, pointAt));
        });
  }

  private List<CompanyFocus> foci(JsonNode node, String at, int least) {
    var named = new HashSet<String>();
    return nodes.each(
        node,
        "asked_by",
        at,
        least,
        (focus, focusAt) -> {
          nodes.fields(focus, focusAt, "a company's focus", List.of("company", "focus", "cues"));
          var id = company.apply(focus, focusAt);
          if (!named.add(id)) {
            nodes.problem(nodes.place(focusAt, "company"), "is there twice");
          }
          return new CompanyFocus(id, nodes.text(focus, "focus", focusAt), cues(focus, focusAt));
        });
  }

  private List<CommonMistake> mistakes(
      JsonNode node, List<KeyPoint> keyPoints, String at, int least) {
    var ids = new HashSet<String>();
    return nodes.each(
        node,
        "common_mistakes",
        at,
        least,
        (mistake, mistakeAt) -> mistake(mistake, keyPoints, ids, mistakeAt));
  }

  private CommonMistake mistake(
      JsonNode node, List<KeyPoint> keyPoints, Set<String> ids, String at) {
    nodes.fields(node, at, "a mistake", List.of("id", "severity", "text", "advice", "when"));
    var id = nodes.newId(node, at, ids);
    var advice = nodes.text(node, "advice", at);
    if (nodes.form() == NodeReader.Form.CATALOGUE && !node.has("when")) {
      nodes.oneOf(id, generalMistakes, nodes.place(at, "id"));
      return new CommonMistake(id, Optional.empty(), Optional.empty(), advice, Optional.empty());
    }
    if (generalMistakes.contains(id)) {
      nodes.problem(
          nodes.place(at, "id"),
          "'" + id + "' is a mistake that any answer can have (expected: an id of its own)");
    }
    var severity = nodes.text(node, "severity", at);
    nodes.oneOf(severity, SEVERITIES, nodes.place(at, "severity"));
    return new CommonMistake(
        id,
        Optional.of(severity),
        Optional.of(nodes.text(node, "text", at)),
        advice,
        trigger(node.path("when"), keyPoints, nodes.place(at, "when")));
  }

  private Optional<Trigger> trigger(JsonNode when, List<KeyPoint> keyPoints, String at) {
    nodes.fields(when, at, "a mistake's when", List.of("cues", "missing_key_point"));
    if (!when.isObject()) {
      return Optional.empty();
    }
    boolean missing = when.hasNonNull(nodes.word("missing_key_point"));
    if (missing == when.hasNonNull("cues")) {
      nodes.problem(at, "(expected: either cues or " + nodes.word("missing_key_point") + ")");
      return Optional.empty();
    }
    if (!missing) {
      return Optional.of(new Trigger.Cues(cues(when, at)));
    }
    var keyPoint = nodes.text(when, "missing_key_point", at);
    nodes.oneOf(
        keyPoint,
        keyPoints.stream().map(KeyPoint::id).toList(),
        nodes.place(at, "missing_key_point"));
    return Optional.of(new Trigger.MissingKeyPoint(keyPoint));
  }

  private List<String> levels(JsonNode node, String at) {
    var levels = nodes.texts(node, "levels", at, 1);
    for (int i = 0; i < levels.size(); i++) {
      nodes.oneOf(
          levels.get(i), LEVELS, nodes.place(nodes.place(at, "levels"), Integer.toString(i)));
    }
    return levels;
  }

  private String category(JsonNode node) {
    var category = nodes.text(node, "category", "");
    if (!category.isEmpty()) {
      NodeReader.idProblem(category)
          .ifPresent(wrong -> nodes.problem(nodes.place("", "category"), wrong));
    }
    return category;
  }

  private List<Cue> cues(JsonNode node, String at) {
    var cues = new ArrayList<Cue>();
    var listAt = nodes.place(at, "cues");
    nodes
        .items(node, "cues", at, 1, MAX_CUES)
        .forEach((cueAt, item) -> cue(item, cueAt, listAt).ifPresent(cues::add));
    return cues;
  }

  private Optional<Cue> cue(JsonNode item, String cueAt, String listAt) {
    if (++cuesRead > MAX_CUES_IN_ALL) {
      if (cuesRead == MAX_CUES_IN_ALL + 1) {
        nodes.problem(listAt, tooMany(MAX_CUES_IN_ALL, "cues"));
      }
      return Optional.empty();
    }
    var cue =
        nodes
            .textOf(item, cueAt, MAX_CUE_CHARS)
            .flatMap(
                text ->
                    cueReader.read(
                        text, nodes.form() == NodeReader.Form.CATALOGUE ? listAt : cueAt));
    var before = termsRead.size();
    cue.ifPresent(read -> read.terms().forEach(term -> termsRead.add(term.text())));
    if (before <= MAX_TERMS_IN_ALL && termsRead.size() > MAX_TERMS_IN_ALL) {
      nodes.problem(listAt, tooMany(MAX_TERMS_IN_ALL, "different terms in its cues"));
    }
    return cue;
  }

  private static String tooMany(int most, String what) {
    return "makes it more than " + most + " " + what + " (expected: at most that many)";
  }
}
