package dev.starstream.scoring.rubric;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the rubric files and checks them whole. */
final class RubricReader {
  /** Reads one file of the rubric. */
  @FunctionalInterface
  interface Files {
    JsonNode read(String name) throws IOException;
  }

  private final Files files;
  private final List<String> problems = new ArrayList<>();

  private RubricReader(Files files) {
    this.files = files;
  }

  static Rubric shipped() {
    return read(RubricReader::resource);
  }

  static Rubric read(Files files) {
    var reader = new RubricReader(files);
    Rubric rubric = reader.rubric();
    if (!reader.problems.isEmpty()) {
      throw new InvalidRubricException(reader.problems);
    }
    return rubric;
  }

  static JsonNode resource(String name) throws IOException {
    var yaml =
        YAMLMapper.builder().build().configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);
    try (var in = RubricReader.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no such file");
      }
      return yaml.readTree(in);
    }
  }

  private Rubric rubric() {
    RubricNode marks = file("rubric.yaml");
    String version = marks.text("version");
    List<String> fillers = marks.phrases("fillers");
    RubricNode levels = marks.child("levels");
    var levelCues = new EnumMap<Level, List<String>>(Level.class);
    var levelHits = new EnumMap<Level, Integer>(Level.class);
    RubricNode hits = marks.child("level_hits");
    for (Level level : Level.values()) {
      levelCues.put(level, levels.phrases(level.id()));
      levelHits.put(level, (int) hits.number(level.id()));
    }
    levels.nothingElse();
    hits.nothingElse();
    return new Rubric(
        version,
        marks(marks),
        mistakes(file("mistakes.yaml")),
        parts(file("parts.yaml")),
        quantities(file("quantities.yaml")),
        words(file("words.yaml")),
        fillers,
        levelCues,
        levelHits,
        languages(file("languages.yaml")),
        synonyms(file("synonyms.yaml")),
        critique(file("critique.yaml")));
  }

  private RubricNode file(String name) {
    JsonNode node;
    try {
      node = files.read(name);
    } catch (IOException e) {
      problems.add(name + ": " + e.getMessage() + " (expected: a YAML file)");
      node = MissingNode.getInstance();
    }
    return new RubricNode(name, node, problems);
  }

  private Marks marks(RubricNode file) {
    RubricNode pass = file.child("pass_mark");
    var passMark = new EnumMap<Level, Double>(Level.class);
    for (Level level : Level.values()) {
      passMark.put(level, pass.share(level.id()));
    }
    double unspecified = pass.share("unspecified");
    pass.nothingElse();
    RubricNode overall = file.child("overall");
    RubricNode structure = file.child("structure");
    var parts = new EnumMap<Part, Double>(Part.class);
    for (Part part : Part.values()) {
      if (part != Part.NONE) {
        parts.put(part, structure.share(part.id()));
      }
    }
    structure.nothingElse();
    RubricNode content = file.child("content");
    RubricNode delivery = file.child("delivery");
    var marks =
        new Marks(
            passMark,
            unspecified,
            overall.share("structure"),
            overall.share("content"),
            overall.share("delivery"),
            parts,
            file.share("action_share_for_full"),
            content.share("outcome_metric"),
            content.share("key_points"),
            content.share("own_part"),
            content.share("concrete"),
            content.share("company_focus"),
            content.share("level_fit"),
            file.share("key_points_for_full"),
            file.number("concrete_for_full"),
            delivery.share("pace"),
            delivery.share("fillers"),
            delivery.share("length"),
            file.ascendingNumbers("pace_wpm", 4),
            file.ascendingNumbers("fillers_per_100", 2),
            file.ascendingNumbers("length_seconds", 4));
    overall.nothingElse();
    content.nothingElse();
    delivery.nothingElse();
    file.nothingElse();
    return marks;
  }

  private Map<GeneralMistake, MistakeRule> mistakes(RubricNode file) {
    var rules = new EnumMap<GeneralMistake, MistakeRule>(GeneralMistake.class);
    for (RubricNode node : file.items("mistakes")) {
      MistakeRule rule = mistake(node);
      if (rules.put(rule.mistake(), rule) != null) {
        node.problem("id", rule.id(), "each mistake once");
      }
    }
    file.nothingElse();
    for (GeneralMistake mistake : GeneralMistake.values()) {
      if (!rules.containsKey(mistake)) {
        file.problem("mistakes", "no " + mistake.id(), "a rule for each general mistake");
      }
    }
    return rules;
  }

  private MistakeRule mistake(RubricNode node) {
    GeneralMistake mistake = node.oneOf("id", GeneralMistake.class);
    RubricNode costs = node.child("costs");
    double structure = costs.has("structure") ? costs.share("structure") : 0;
    double content = costs.has("content") ? costs.share("content") : 0;
    double cap = costs.has("overall_cap") ? costs.share("overall_cap") : 1;
    costs.nothingElse();
    var cues = new LinkedHashMap<String, List<String>>();
    if (node.has("cues")) {
      RubricNode lists = node.child("cues");
      lists.entries().keySet().forEach(name -> cues.put(name, lists.phrases(name)));
    }
    Map<String, Double> limits = node.has("limits") ? node.child("limits").numbers() : Map.of();
    var rule =
        new MistakeRule(
            mistake,
            node.text("title"),
            node.oneOf("severity", Severity.class),
            structure,
            content,
            cap,
            byLevel(node.child("advice")),
            cues,
            limits,
            cases(node, "hits"),
            cases(node, "misses"));
    node.nothingElse();
    return rule;
  }

  private List<MistakeRule.Case> cases(RubricNode node, String key) {
    var cases = new ArrayList<MistakeRule.Case>();
    for (RubricNode item : node.items(key)) {
      Optional<String> evidence = item.optionalText("evidence");
      String text = item.text("text");
      if (evidence.isPresent() && !text.contains(evidence.get())) {
        item.problem("evidence", evidence.get(), "a part of the text");
      }
      cases.add(
          new MistakeRule.Case(
              text, evidence, item.optionalText("question"), item.optionalText("question_text")));
      item.nothingElse();
    }
    if (cases.isEmpty()) {
      node.problem(key, "none", "at least one text");
    }
    return cases;
  }

  /** {@code any} for all levels, and one for each level that is told otherwise. */
  private static Map<Level, String> byLevel(RubricNode node) {
    String any = node.text("any");
    var texts = new EnumMap<Level, String>(Level.class);
    for (Level level : Level.values()) {
      texts.put(level, node.optionalText(level.id()).orElse(any));
    }
    node.nothingElse();
    return texts;
  }

  private PartModel parts(RubricNode file) {
    var shapes = new LinkedHashMap<String, Map<Part, Double>>();
    file.child("shapes").entries().forEach((name, node) -> shapes.put(name, weights(node)));
    var cues = new ArrayList<PartModel.CueFeature>();
    file.child("cues")
        .entries()
        .forEach(
            (name, node) -> {
              cues.add(
                  new PartModel.CueFeature(
                      name, weights(node.child("weights")), node.phrases("phrases")));
              node.nothingElse();
            });
    RubricNode rows = file.child("transitions");
    var transitions = new EnumMap<Part, Map<Part, Double>>(Part.class);
    for (Part part : Part.values()) {
      transitions.put(part, weights(rows.child(letter(part))));
    }
    rows.nothingElse();
    var model =
        new PartModel(
            shapes,
            cues,
            transitions,
            weights(file.child("first")),
            weights(file.child("last")),
            weights(file.child("presence")));
    file.nothingElse();
    return model;
  }

  private static Map<Part, Double> weights(RubricNode node) {
    var weights = new EnumMap<Part, Double>(Part.class);
    for (Part part : Part.values()) {
      String letter = letter(part);
      weights.put(part, node.has(letter) ? node.number(letter) : 0.0);
    }
    node.nothingElse();
    return weights;
  }

  private static String letter(Part part) {
    return part.id().substring(0, 1);
  }

  private QuantityWords quantities(RubricNode file) {
    var units = new EnumMap<MetricKind, Map<String, List<String>>>(MetricKind.class);
    RubricNode kinds = file.child("units");
    for (MetricKind kind : MetricKind.values()) {
      units.put(kind, kinds.has(kind.id()) ? kinds.child(kind.id()).textLists() : Map.of());
    }
    kinds.nothingElse();
    RubricNode outcome = file.child("outcome");
    RubricNode byKind = outcome.child("kind");
    var kind = new EnumMap<MetricKind, Double>(MetricKind.class);
    for (MetricKind each : MetricKind.values()) {
      kind.put(each, byKind.number(each.id()));
    }
    byKind.nothingElse();
    RubricNode codes = file.child("currencies");
    var currencies = new LinkedHashMap<String, String>();
    codes.entries().keySet().forEach(code -> currencies.put(code, codes.text(code)));
    var words =
        new QuantityWords(
            file.child("numbers").numbers(),
            file.child("magnitudes").numbers(),
            file.phrases("many"),
            units,
            file.texts("workers"),
            currencies,
            file.child("fractions").numbers(),
            file.child("multipliers").numbers(),
            file.texts("frequencies"),
            file.texts("scored"),
            file.texts("score_joins"),
            file.texts("approximations"),
            file.phrases("idioms"),
            new QuantityWords.Outcome(
                weights(outcome.child("part")),
                kind,
                outcome.number("zero"),
                outcome.number("change_near"),
                outcome.number("change_in_sentence"),
                outcome.number("plan_near"),
                outcome.number("plan_in_sentence"),
                outcome.number("scope_near"),
                outcome.number("problem_near"),
                outcome.number("effort_near")),
            file.phrases("change"),
            file.phrases("plan"),
            file.phrases("scope"),
            file.phrases("problem"),
            file.phrases("effort"));
    outcome.nothingElse();
    file.nothingElse();
    return words;
  }

  private static Map<WordClass, List<String>> words(RubricNode file) {
    var words = new EnumMap<WordClass, List<String>>(WordClass.class);
    for (WordClass wordClass : WordClass.values()) {
      words.put(wordClass, file.words(wordClass.id()));
    }
    file.nothingElse();
    return words;
  }

  private static Map<String, List<String>> languages(RubricNode file) {
    var languages = new LinkedHashMap<String, List<String>>();
    file.entries().keySet().forEach(name -> languages.put(name, file.words(name)));
    return languages;
  }

  private static List<List<String>> synonyms(RubricNode file) {
    var groups = new ArrayList<List<String>>();
    for (RubricNode group : file.items("groups")) {
      groups.add(group.texts("words"));
    }
    file.nothingElse();
    return groups;
  }

  private static CoachPhrases critique(RubricNode file) {
    var sentences = new LinkedHashMap<String, Map<Level, String>>();
    file.entries().forEach((id, node) -> sentences.put(id, byLevel(node)));
    return new CoachPhrases(sentences);
  }
}
