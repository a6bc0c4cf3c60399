package dev.starstream.schemas.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starstream.schemas.CompiledYaml;
import dev.starstream.schemas.Nearest;
import dev.starstream.schemas.catalogue.Question.CommonMistake;
import dev.starstream.schemas.catalogue.Question.CompanyFocus;
import dev.starstream.schemas.catalogue.Question.KeyPoint;
import dev.starstream.schemas.catalogue.Question.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The questions, their categories and the companies, read from YAML files and checked whole. */
public final class QuestionCatalogue {

  /** The files are wrong; the message names every problem with its file and place. */
  public static final class InvalidCatalogueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidCatalogueException(List<String> problems) {
      super("the question catalogue is wrong:\n  " + String.join("\n  ", problems));
    }
  }

  /** Reads a file of the catalogue. */
  @FunctionalInterface
  interface Files {
    JsonNode read(String name) throws IOException;
  }

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Set<String> LEVELS = Set.of("junior", "mid", "senior", "staff");
  private static final Set<String> SEVERITIES = Set.of("minor", "major", "critical");

  private final String version;
  private final List<Category> categories;
  private final Map<String, Question> questions;
  private final Map<String, Company> companies;
  private final Map<String, Company> companiesByName;

  private QuestionCatalogue(
      String version,
      List<Category> categories,
      Map<String, Question> questions,
      Map<String, Company> companies) {
    this.version = version;
    this.categories = List.copyOf(categories);
    this.questions = Collections.unmodifiableMap(questions);
    this.companies = Collections.unmodifiableMap(companies);
    this.companiesByName = new HashMap<>();
    for (var company : companies.values()) {
      companiesByName.put(slug(company.id()), company);
      companiesByName.put(slug(company.name()), company);
      company.aliases().forEach(alias -> companiesByName.put(slug(alias), company));
    }
  }

  /**
   * Reads the catalogue that is shipped with Starstream.
   *
   * @throws InvalidCatalogueException if a file is wrong
   */
  public static QuestionCatalogue load() {
    return read(name -> CompiledYaml.read(QuestionCatalogue.class, name));
  }

  static QuestionCatalogue read(Files files) {
    var reading = new Reading(files);
    var catalogue = reading.catalogue();
    if (!reading.problems.isEmpty()) {
      throw new InvalidCatalogueException(reading.problems);
    }
    return catalogue;
  }

  public String version() {
    return version;
  }

  public List<Category> categories() {
    return categories;
  }

  public Collection<Question> questions() {
    return questions.values();
  }

  public Optional<Question> question(String id) {
    return Optional.ofNullable(questions.get(id));
  }

  public Collection<Company> companies() {
    return companies.values();
  }

  /** The company of that id, name or alias; case and punctuation do not matter. */
  public Optional<Company> company(String nameOrAlias) {
    return Optional.ofNullable(companiesByName.get(slug(nameOrAlias)));
  }

  /** The catalogue's id of a company, or a slug of its name if the catalogue does not know it. */
  public String companyId(String nameOrAlias) {
    return company(nameOrAlias).map(Company::id).orElseGet(() -> slug(nameOrAlias));
  }

  /** The id that was probably meant, if one is near. */
  public Optional<String> nearestQuestionId(String wrong) {
    return Nearest.of(wrong, questions.keySet());
  }

  /** Lower-case letters and digits, everything else as single dashes; "unnamed" if none is left. */
  private static String slug(String name) {
    var slug = new StringBuilder();
    name.toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c)) {
                slug.appendCodePoint(c);
              } else if (slug.length() > 0 && slug.charAt(slug.length() - 1) != '-') {
                slug.append('-');
              }
            });
    if (slug.length() > 0 && slug.charAt(slug.length() - 1) == '-') {
      slug.setLength(slug.length() - 1);
    }
    return slug.length() == 0 ? "unnamed" : slug.toString();
  }

  /** One reading of the files; collects every problem instead of stopping at the first. */
  private static final class Reading {
    private final Files files;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Question> questions = new LinkedHashMap<>();
    private final Map<String, Company> companies = new LinkedHashMap<>();
    private final Map<String, String> ownMistakes = new HashMap<>();
    private final CueReader cues = new CueReader(problems);

    Reading(Files files) {
      this.files = files;
    }

    QuestionCatalogue catalogue() {
      for (var node : file("companies.yaml")) {
        var at = "companies.yaml " + node.path("id").asText("?");
        fields(node, at, Set.of("id", "name", "aliases", "looks_for"));
        var company =
            new Company(
                id(node, at),
                text(node, "name", at),
                texts(node, "aliases", at, 0),
                text(node, "looks_for", at));
        unique(companies.put(company.id(), company), at);
      }
      file("families.yaml")
          .properties()
          .forEach(
              family -> {
                var members = new ArrayList<String>();
                family.getValue().forEach(member -> members.add(member.asText()));
                cues.addFamily(family.getKey(), members, "families.yaml");
              });
      var index = file("index.yaml");
      var categories = new ArrayList<Category>();
      for (var node : index.path("categories")) {
        var at = "index.yaml " + node.path("id").asText("?");
        fields(node, at, Set.of("id", "title", "file"));
        var category = new Category(id(node, at), text(node, "title", at));
        categories.add(category);
        var name = text(node, "file", at);
        for (var question : file(name)) {
          var questionAt = name + " " + question.path("id").asText("?");
          var read = question(question, category, questionAt);
          unique(questions.put(read.id(), read), questionAt);
        }
      }
      return new QuestionCatalogue(
          text(index, "version", "index.yaml"), categories, questions, companies);
    }

    private Question question(JsonNode node, Category category, String at) {
      fields(
          node,
          at,
          Set.of(
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
      var keyPoints =
          each(
              node,
              "key_points",
              at,
              point -> {
                var pointAt = at + "/key_points/" + point.path("id").asText("?");
                fields(point, pointAt, Set.of("id", "text", "cues"));
                return new KeyPoint(
                    id(point, pointAt), text(point, "text", pointAt), cues(point, pointAt));
              });
      var levels = texts(node, "levels", at, 1);
      levels.forEach(level -> oneOf(level, LEVELS, at + "/levels"));
      return new Question(
          id(node, at),
          category.id(),
          text(node, "text", at),
          texts(node, "variants", at, 0),
          text(node, "why", at),
          levels,
          texts(node, "competencies", at, 1),
          node.path("needs_tradeoff").asBoolean(false),
          each(node, "asked_by", at, focus -> focus(focus, at)),
          keyPoints,
          texts(node, "tips", at, 1),
          texts(node, "clarifying_questions", at, 1),
          text(node, "coach_strategy", at),
          each(node, "common_mistakes", at, mistake -> mistake(mistake, keyPoints, at)),
          texts(node, "follow_ups", at, 1));
    }

    private CompanyFocus focus(JsonNode node, String questionAt) {
      var at = questionAt + "/asked_by/" + node.path("company").asText("?");
      fields(node, at, Set.of("company", "focus", "cues"));
      var company = text(node, "company", at);
      oneOf(company, companies.keySet(), at);
      return new CompanyFocus(company, text(node, "focus", at), cues(node, at));
    }

    private CommonMistake mistake(JsonNode node, List<KeyPoint> keyPoints, String questionAt) {
      var at = questionAt + "/common_mistakes/" + node.path("id").asText("?");
      fields(node, at, Set.of("id", "severity", "text", "advice", "when"));
      var id = id(node, at);
      Optional<Trigger> when = Optional.empty();
      if (node.has("when")) {
        unique(ownMistakes.put(id, at), at);
        var trigger = node.get("when");
        fields(trigger, at + "/when", Set.of("cues", "missing_key_point"));
        if (trigger.has("missing_key_point")) {
          var keyPoint = text(trigger, "missing_key_point", at);
          oneOf(keyPoint, keyPoints.stream().map(KeyPoint::id).toList(), at + "/when");
          when = Optional.of(new Trigger.MissingKeyPoint(keyPoint));
        } else {
          when = Optional.of(new Trigger.Cues(cues(trigger, at + "/when")));
        }
        oneOf(text(node, "severity", at), SEVERITIES, at + "/severity");
        text(node, "text", at);
      }
      return new CommonMistake(
          id,
          Optional.ofNullable(node.get("severity")).map(JsonNode::asText),
          Optional.ofNullable(node.get("text")).map(JsonNode::asText),
          text(node, "advice", at),
          when);
    }

    private JsonNode file(String name) {
      try {
        return files.read(name);
      } catch (IOException e) {
        throw new UncheckedIOException("question catalogue: " + name + ": " + e.getMessage(), e);
      }
    }

    private void fields(JsonNode node, String at, Set<String> known) {
      node.fieldNames()
          .forEachRemaining(
              field -> {
                if (!known.contains(field)) {
                  problems.add(at + ": unknown field '" + field + "'");
                }
              });
    }

    private String id(JsonNode node, String at) {
      var id = text(node, "id", at);
      if (!ID.matcher(id).matches()) {
        problems.add(at + ": id '" + id + "' (expected: snake_case)");
      }
      return id;
    }

    private String text(JsonNode node, String field, String at) {
      var value = node.path(field);
      if (!value.isValueNode() || value.asText().isBlank()) {
        problems.add(at + ": no " + field);
        return "";
      }
      return value.asText().strip();
    }

    private List<String> texts(JsonNode node, String field, String at, int least) {
      var values = new ArrayList<String>();
      node.path(field).forEach(value -> values.add(value.asText()));
      if (values.size() < least) {
        problems.add(at + ": no " + field);
      }
      return values;
    }

    private <T> List<T> each(JsonNode node, String field, String at, Function<JsonNode, T> read) {
      var values = new ArrayList<T>();
      node.path(field).forEach(value -> values.add(read.apply(value)));
      if (values.isEmpty()) {
        problems.add(at + ": no " + field);
      }
      return values;
    }

    private List<Cue> cues(JsonNode node, String at) {
      var cues = new ArrayList<Cue>();
      for (var cue : texts(node, "cues", at, 1)) {
        this.cues.read(cue, at).ifPresent(cues::add);
      }
      return cues;
    }

    private void oneOf(String value, Collection<String> known, String at) {
      if (!known.contains(value)) {
        problems.add(at + ": '" + value + "' (expected: one of " + known + ")");
      }
    }

    private void unique(Object before, String at) {
      if (before != null) {
        problems.add(at + ": the id is there twice");
      }
    }
  }
}
