package dev.starstream.scoring.eval;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.schemas.Nearest;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.AnswerLine;
import dev.starstream.scoring.score.Scorecard.Sentence;
import dev.starstream.scoring.score.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads labelled answers from JSON Lines; used by one thread, for one corpus. */
final class CorpusReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final Set<String> LABELS =
      Set.of("sentences", "metrics", "mistakes", "keyPoints", "companyFocus");

  private final QuestionCatalogue catalogue;
  private final List<LabelledAnswer> answers = new ArrayList<>();
  private final List<Corpus.Problem> problems = new ArrayList<>();
  private final Map<String, String> placeOfId = new HashMap<>();

  CorpusReader(QuestionCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  Corpus corpus() {
    return new Corpus(answers, problems);
  }

  void read(Path file) throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number == 1 && line.startsWith("\ufeff")) {
          line = line.substring(1);
        }
        if (!line.isBlank()) {
          readLine(file, number, line);
        }
      }
    }
  }

  private void readLine(Path file, int number, String line) {
    var wrong = new ArrayList<String>();
    parsed(line, wrong)
        .ifPresent(
            json -> {
              Optional<LabelledAnswer> read = answer(json, number, wrong);
              String place = file + ":" + number;
              String before = read.isEmpty() ? null : placeOfId.putIfAbsent(read.get().id(), place);
              if (before != null) {
                wrong.add(
                    "/id: '"
                        + read.get().id()
                        + "' is that of "
                        + before
                        + " (expected: each once)");
              }
              if (wrong.isEmpty()) {
                read.ifPresent(answers::add);
              }
            });
    wrong.forEach(what -> problems.add(new Corpus.Problem(file, number, what)));
  }

  private static Optional<ObjectNode> parsed(String line, List<String> wrong) {
    try {
      JsonNode json = JSON.readTree(line);
      if (json instanceof ObjectNode object) {
        return Optional.of(object);
      }
      wrong.add(AnswerLine.typeOf(json) + " (expected: one JSON object)");
    } catch (JsonProcessingException e) {
      String column =
          e.getLocation() == null ? "" : "column " + e.getLocation().getColumnNr() + ": ";
      wrong.add(column + e.getOriginalMessage() + " (expected: one JSON object)");
    }
    return Optional.empty();
  }

  /** The answer as far as it can be read; empty only if its id or text is missing. */
  private Optional<LabelledAnswer> answer(ObjectNode json, int number, List<String> wrong) {
    // What other sources call their levels does not matter to the labels.
    if (Level.named(json.path("level").asText()).isEmpty()) {
      json.remove("level");
    }
    AnswerLine line = AnswerLine.of(json, number, catalogue, wrong);
    if (!json.hasNonNull("id") || line.id().isBlank()) {
      wrong.add("/id: missing (expected: a text that no other answer has)");
    }
    for (String key : misspelt(json)) {
      wrong.add(
          "/"
              + key
              + ": unknown (expected: one of the keys of docs/CORPUS.md"
              + Nearest.hint(Nearest.of(key, LABELS))
              + ")");
    }
    String text = line.answer().text();
    Optional<List<Sentence>> sentences =
        items(json, "sentences", wrong).map(found -> sentences(found, text, wrong));
    Optional<List<LabelledAnswer.Metric>> metrics =
        items(json, "metrics", wrong).map(found -> metrics(found, text, wrong));
    Map<String, Boolean> mistakes =
        judged(json, "mistakes", "present", "absent", mistakeIds(line.question()), wrong);
    Map<String, Boolean> keyPoints =
        judged(json, "keyPoints", "covered", "missed", keyPointIds(line.question()), wrong);
    Optional<Boolean> focus = companyFocus(json, line, wrong);
    if (!wrong.isEmpty()) {
      // Only to know its id: it will not be measured.
      return json.hasNonNull("id")
          ? Optional.of(LabelledAnswer.of(line.id(), line.answer(), List.of()))
          : Optional.empty();
    }
    return Optional.of(
        new LabelledAnswer(
            line.id(),
            AnswerLine.text(json, "voice", wrong),
            AnswerLine.text(json, "source", wrong),
            AnswerLine.text(json, "license", wrong),
            line.answer(),
            line.question(),
            sentences,
            metrics,
            mistakes,
            keyPoints,
            focus));
  }

  /** Keys that look like labels: a label that nobody reads would be missed in silence. */
  private static List<String> misspelt(ObjectNode json) {
    var found = new ArrayList<String>();
    json.fieldNames()
        .forEachRemaining(
            key -> {
              if (!LABELS.contains(key)
                  && LABELS.stream().anyMatch(label -> nearly(key).equals(nearly(label)))) {
                found.add(key);
              }
            });
    return found;
  }

  private static String nearly(String key) {
    String letters = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    return letters.endsWith("s") ? letters.substring(0, letters.length() - 1) : letters;
  }

  // ---- sentences and metrics

  private static Optional<List<JsonNode>> items(ObjectNode json, String key, List<String> wrong) {
    if (!json.hasNonNull(key)) {
      return Optional.empty();
    }
    JsonNode list = json.get(key);
    var items = new ArrayList<JsonNode>();
    if (!list.isArray()) {
      wrong.add("/" + key + ": " + AnswerLine.typeOf(list) + " (expected: a list)");
    } else {
      list.forEach(items::add);
    }
    return Optional.of(items);
  }

  private static List<Sentence> sentences(List<JsonNode> items, String text, List<String> wrong) {
    var found = new ArrayList<Sentence>();
    for (int i = 0; i < items.size(); i++) {
      String at = "/sentences/" + i;
      Optional<Span> span = span(items.get(i), at, text, wrong);
      Optional<Part> part = oneOf(items.get(i), at, "part", Part.values(), Part::id, wrong);
      if (span.isPresent() && part.isPresent()) {
        found.add(new Sentence(span.get(), part.get()));
      }
    }
    inOrder("/sentences", found.stream().map(Sentence::span).toList(), wrong);
    return found;
  }

  private static List<LabelledAnswer.Metric> metrics(
      List<JsonNode> items, String text, List<String> wrong) {
    var found = new ArrayList<LabelledAnswer.Metric>();
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = items.get(i);
      String at = "/metrics/" + i;
      Optional<Span> span = span(item, at, text, wrong);
      Optional<MetricKind> kind =
          oneOf(item, at, "kind", MetricKind.values(), MetricKind::id, wrong);
      JsonNode outcome = item.path("outcome");
      if (!outcome.isBoolean()) {
        wrong.add(at + "/outcome: " + shown(outcome) + " (expected: true or false)");
      }
      if (span.isPresent() && item.hasNonNull("surface")) {
        String there = span.get().of(text);
        if (!there.equals(item.get("surface").asText())) {
          wrong.add(
              at
                  + "/surface: "
                  + shown(item.get("surface"))
                  + " (expected: '"
                  + AnswerLine.shortened(there)
                  + "', which is what stands there)");
        }
      }
      if (span.isPresent() && kind.isPresent()) {
        found.add(new LabelledAnswer.Metric(span.get(), kind.get(), outcome.asBoolean()));
      }
    }
    // Their order says nothing.
    found.sort(Comparator.comparingInt(metric -> metric.span().start()));
    inOrder("/metrics", found.stream().map(LabelledAnswer.Metric::span).toList(), wrong);
    return found;
  }

  private static Optional<Span> span(JsonNode item, String at, String text, List<String> wrong) {
    JsonNode start = item.path("start");
    JsonNode end = item.path("end");
    boolean right =
        start.isInt()
            && end.isInt()
            && start.asInt() >= 0
            && start.asInt() < end.asInt()
            && end.asInt() <= text.length();
    if (!right) {
      wrong.add(
          at
              + ": start "
              + shown(start)
              + ", end "
              + shown(end)
              + " (expected: 0 <= start < end <= "
              + text.length()
              + ", the length of the text)");
      return Optional.empty();
    }
    return Optional.of(new Span(start.asInt(), end.asInt()));
  }

  private static <E> Optional<E> oneOf(
      JsonNode item, String at, String key, E[] known, Function<E, String> id, List<String> wrong) {
    var ids = new ArrayList<String>();
    for (E one : known) {
      ids.add(id.apply(one));
      if (id.apply(one).equals(item.path(key).asText())) {
        return Optional.of(one);
      }
    }
    wrong.add(
        at
            + "/"
            + key
            + ": "
            + shown(item.path(key))
            + " (expected: one of "
            + String.join(", ", ids)
            + ")");
    return Optional.empty();
  }

  private static void inOrder(String at, List<Span> spans, List<String> wrong) {
    for (int i = 1; i < spans.size(); i++) {
      if (spans.get(i).start() < spans.get(i - 1).end()) {
        wrong.add(
            at
                + ": one from "
                + spans.get(i).start()
                + " to "
                + spans.get(i).end()
                + " comes after one from "
                + spans.get(i - 1).start()
                + " to "
                + spans.get(i - 1).end()
                + " (expected: in the order of the text, not overlapping)");
      }
    }
  }

  // ---- judgements

  private static Map<String, Boolean> judged(
      ObjectNode json, String key, String yes, String no, Set<String> known, List<String> wrong) {
    var judged = new LinkedHashMap<String, Boolean>();
    if (!json.hasNonNull(key)) {
      return judged;
    }
    JsonNode lists = json.get(key);
    if (!lists.isObject()) {
      wrong.add(
          "/"
              + key
              + ": "
              + AnswerLine.typeOf(lists)
              + " (expected: an object with the lists "
              + yes
              + " and "
              + no
              + ")");
      return judged;
    }
    lists
        .properties()
        .forEach(
            list -> {
              String at = "/" + key + "/" + list.getKey();
              if (!list.getKey().equals(yes) && !list.getKey().equals(no)) {
                wrong.add(at + ": unknown (expected: " + yes + " or " + no + ")");
              } else if (!list.getValue().isArray()) {
                wrong.add(at + ": " + shown(list.getValue()) + " (expected: a list of ids)");
              } else {
                for (JsonNode id : list.getValue()) {
                  addJudged(at, id, list.getKey().equals(yes), known, judged, wrong);
                }
              }
            });
    return judged;
  }

  private static void addJudged(
      String at,
      JsonNode id,
      boolean value,
      Set<String> known,
      Map<String, Boolean> judged,
      List<String> wrong) {
    if (!known.contains(id.asText())) {
      String expected =
          known.isEmpty()
              ? "none, as the question is not in the catalogue"
              : "one of " + String.join(", ", known);
      wrong.add(
          at
              + ": "
              + shown(id)
              + " (expected: "
              + expected
              + Nearest.hint(Nearest.of(id.asText(), known))
              + ")");
    } else if (judged.put(id.asText(), value) != null) {
      wrong.add(at + ": " + shown(id) + " is there twice (expected: each id once)");
    }
  }

  private static Set<String> mistakeIds(Optional<Question> question) {
    var ids = new TreeSet<String>();
    for (GeneralMistake mistake : GeneralMistake.values()) {
      ids.add(mistake.id());
    }
    question.ifPresent(asked -> asked.commonMistakes().forEach(own -> ids.add(own.id())));
    return ids;
  }

  private static Set<String> keyPointIds(Optional<Question> question) {
    var ids = new TreeSet<String>();
    question.ifPresent(asked -> asked.keyPoints().forEach(point -> ids.add(point.id())));
    return ids;
  }

  private Optional<Boolean> companyFocus(ObjectNode json, AnswerLine line, List<String> wrong) {
    if (!json.hasNonNull("companyFocus")) {
      return Optional.empty();
    }
    JsonNode focus = json.get("companyFocus");
    if (!focus.isBoolean()) {
      wrong.add("/companyFocus: " + shown(focus) + " (expected: true or false)");
      return Optional.empty();
    }
    boolean known =
        line.answer()
            .company()
            .flatMap(catalogue::company)
            .flatMap(company -> line.question().flatMap(asked -> asked.focusOf(company.id())))
            .isPresent();
    if (!known) {
      wrong.add(
          "/companyFocus: "
              + focus
              + " (expected: only with a question and a company of which the catalogue knows what"
              + " the one looks for in the other)");
    }
    return Optional.of(focus.asBoolean());
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "missing" : AnswerLine.shortened(value.toString());
  }
}
