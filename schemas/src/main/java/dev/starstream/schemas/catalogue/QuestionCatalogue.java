package dev.starstream.schemas.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starstream.schemas.CompiledYaml;
import dev.starstream.schemas.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The shipped questions, their categories and the companies: the same for every tenant. Read from
 * YAML files and checked whole.
 */
public final class QuestionCatalogue implements Questions {

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

  private final String version;
  private final List<Category> categories;
  private final Map<String, Question> questions;
  private final Map<String, Company> companies;
  private final Map<String, Company> companiesByName;
  private final Set<String> generalMistakes;
  private final Set<String> ownMistakes;

  /** Knows the families of words. */
  private final CueReader cueReader;

  private QuestionCatalogue(String version, List<Category> categories, Reading read) {
    this.version = version;
    this.categories = List.copyOf(categories);
    this.questions = Collections.unmodifiableMap(read.questions);
    this.companies = Collections.unmodifiableMap(read.companies);
    this.generalMistakes = Set.copyOf(read.generalMistakes);
    this.ownMistakes = Set.copyOf(read.ownMistakes);
    this.cueReader = read.cues;
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

  @Override
  public Optional<Question> question(String tenantId, String questionId) {
    return question(questionId);
  }

  @Override
  public Optional<String> nearestId(String tenantId, String wrongId) {
    return nearestQuestionId(wrongId);
  }

  /** The mistakes that an answer to any question can have. */
  public Set<String> generalMistakes() {
    return generalMistakes;
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

  /**
   * Reads questions of platforms, with the families of words and the companies of this catalogue.
   */
  QuestionReader platformReader(NodeReader.Problems problems) {
    return new QuestionReader(
        new NodeReader(NodeReader.Form.PLATFORM, problems),
        cueReader.reportingTo(problems),
        (focus, at) -> knownCompany(focus, at, problems),
        generalMistakes);
  }

  private String knownCompany(JsonNode focus, String at, NodeReader.Problems problems) {
    var named = focus.path("company");
    if (!named.isTextual() || company(named.asText()).isEmpty()) {
      problems.add(
          at + "/company",
          "is no company of the catalogue (expected: id, name or alias of one"
              + Nearest.hint(Nearest.of(named.asText(), companies.keySet()))
              + ")");
      return "";
    }
    return companyId(named.asText());
  }

  /** Whether one of the questions has a mistake of its own with this id. */
  boolean hasOwnMistake(String id) {
    return ownMistakes.contains(id);
  }

  /** One reading of the files; collects every problem instead of stopping at the first. */
  private static final class Reading {
    private final Files files;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Question> questions = new LinkedHashMap<>();
    private final Map<String, Company> companies = new LinkedHashMap<>();
    private final Set<String> generalMistakes = new LinkedHashSet<>();
    private final Set<String> ownMistakes = new HashSet<>();
    private final CueReader cues = new CueReader(this::problem);
    private final NodeReader nodes = new NodeReader(NodeReader.Form.CATALOGUE, this::problem);
    private final QuestionReader reader =
        new QuestionReader(nodes, cues, this::company, generalMistakes);

    Reading(Files files) {
      this.files = files;
    }

    QuestionCatalogue catalogue() {
      for (var node : file("companies.yaml")) {
        var at = "companies.yaml " + node.path("id").asText("?");
        nodes.fields(node, at, "a company", List.of("id", "name", "aliases", "looks_for"));
        var company =
            new Company(
                nodes.id(node, at),
                nodes.text(node, "name", at),
                nodes.texts(node, "aliases", at, 0),
                nodes.text(node, "looks_for", at));
        unique(companies.put(company.id(), company) == null, at);
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
      index.path("general_mistakes").forEach(mistake -> generalMistakes.add(mistake.asText()));
      var categories = new ArrayList<Category>();
      for (var node : index.path("categories")) {
        var at = "index.yaml " + node.path("id").asText("?");
        nodes.fields(node, at, "a category", List.of("id", "title", "file"));
        var category = new Category(nodes.id(node, at), nodes.text(node, "title", at));
        categories.add(category);
        questions(nodes.text(node, "file", at), category);
      }
      return new QuestionCatalogue(nodes.text(index, "version", "index.yaml"), categories, this);
    }

    private void questions(String file, Category category) {
      for (var node : file(file)) {
        var at = file + " " + node.path("id").asText("?");
        var question = reader.ofCatalogue(node, category.id(), at);
        unique(questions.put(question.id(), question) == null, at);
        for (var mistake : question.commonMistakes()) {
          if (mistake.when().isPresent()) {
            unique(ownMistakes.add(mistake.id()), at + "/common_mistakes/" + mistake.id());
          }
        }
      }
    }

    private String company(JsonNode focus, String at) {
      var company = nodes.text(focus, "company", at);
      nodes.oneOf(company, companies.keySet(), nodes.place(at, "company"));
      return company;
    }

    private JsonNode file(String name) {
      try {
        return files.read(name);
      } catch (IOException e) {
        throw new UncheckedIOException("question catalogue: " + name + ": " + e.getMessage(), e);
      }
    }

    private void unique(boolean isNew, String at) {
      if (!isNew) {
        problem(at, "the id is there twice");
      }
    }

    private void problem(String at, String detail) {
      problems.add(at + ": " + detail);
    }
  }
}
