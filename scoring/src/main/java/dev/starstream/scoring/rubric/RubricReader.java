package dev.starstream.scoring.rubric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.starstream.schemas.CompiledYaml;
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
    return CompiledYaml.read(RubricReader.class, name);
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
    RubricNode mistakes = file("mistakes.yaml");
    return new Rubric(
        version,
        marks(marks),
        mistakeLists(mistakes.child("lists")),
        mistakes(mistakes),
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

  private static Map<String, List<String>> mistakeLists(RubricNode node) {
    var lists = new LinkedHashMap<String, List<String>>();
    node.entries().keySet().forEach(name -> lists.put(name, node.phrases(name)));
    return lists;
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
            node.has("score") ? Optional.of(score(node.child("score"))) : Optional.empty(),
            cases(node, "hits"),
            cases(node, "misses"));
    node.nothingElse();
    return rule;
  }

  private static MistakeRule.Score score(RubricNode node) {
    var weights = new LinkedHashMap<String, Double>();
    double start = node.number("start");
    node.child("for")
        .numbers()
        .forEach((name, weight) -> weights.put(name, signed(node, name, weight, 1)));
    node.child("against")
        .numbers()
        .forEach((name, weight) -> weights.put(name, signed(node, name, weight, -1)));
    node.nothingElse();
    return new MistakeRule.Score(start, weights);
  }

  private static double signed(RubricNode node, String name, double weight, int sign) {
    if (weight * sign < 0) {
      node.problem(name, weight, sign > 0 ? "0 or more" : "0 or less");
    }
    // A weight of 0 keeps its side: whoever trains it anew has to know it.
    return weight == 0 ? Math.copySign(weight, sign) : weight;
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

  private List<PartCues> parts(RubricNode file) {
    var cues = new ArrayList<PartCues>();
    file.child("cues")
        .entries()
        .forEach(
            (name, node) -> {
              cues.add(new PartCues(name, node.phrases("phrases")));
              node.nothingElse();
            });
    file.nothingElse();
    return cues;
  }

  private QuantityWords quantities(RubricNode file) {
    var units = new EnumMap<MetricKind, Map<String, List<String>>>(MetricKind.class);
    RubricNode kinds = file.child("units");
    for (MetricKind kind : MetricKind.values()) {
      units.put(kind, kinds.has(kind.id()) ? kinds.child(kind.id()).textLists() : Map.of());
    }
    kinds.nothingElse();
    var cues = new LinkedHashMap<String, List<String>>();
    RubricNode lists = file.child("outcome_cues");
    lists.entries().keySet().forEach(name -> cues.put(name, lists.phrases(name)));
    RubricNode codes = file.child("currencies");
    var currencies = new LinkedHashMap<String, String>();
    codes.entries().keySet().forEach(code -> currencies.put(code, codes.text(code)));
    var words =
        new QuantityWords(
            file.child("numbers").numbers(),
            file.child("magnitudes").numbers(),
            units,
            file.texts("workers"),
            currencies,
            file.child("fractions").numbers(),
            file.child("multipliers").numbers(),
            file.texts("frequencies"),
            file.texts("scored"),
            file.texts("score_joins"),
            file.texts("approximations"),
            file.texts("money_before"),
            file.texts("time_before"),
            file.texts("rated"),
            file.texts("named"),
            file.phrases("idioms"),
            file.phrases("change"),
            file.phrases("plan"),
            cues,
            file("outcome-weights.yaml").numbers());
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
