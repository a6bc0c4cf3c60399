package dev.starstream.devstack.cohort;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.starstream.devstack.cohort.AnswerComposer.Manner;
import dev.starstream.devstack.cohort.AnswerComposer.Told;
import dev.starstream.devstack.cohort.CohortTruth.CompanyTruth;
import dev.starstream.devstack.cohort.StoryBank.Setting;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Makes a believable cohort: people with an ability and habits, who practise for one or two
 * companies, try a question again, get better or drop out. Its answers come with the truth about
 * them. The same specification gives the same bytes on every machine, and a larger cohort of the
 * same seed has the same people in it.
 *
 * <p>Not thread-safe.
 */
public final class CohortGenerator {

  private static final int MAX_ATTEMPTS = 5;
  private static final double MAX_RATE = 0.92;

  /** Mistakes that belong to questions about standards. */
  private static final Set<String> ABOUT_STANDARDS =
      Set.of("absolutist", "skips_tests_no_safety_net", "perfection_no_business_case");

  private static final Set<String> CATEGORIES_ABOUT_STANDARDS =
      Set.of("technical_judgement", "quality", "prioritisation");

  /** Level and the share of people at it. */
  private static final Map<String, Integer> LEVELS =
      new TreeMap<>(Map.of("junior", 35, "mid", 33, "senior", 22, "staff", 10));

  private static final List<String> TECHNOLOGY_ROLES =
      List.of(
          "software engineer",
          "software engineer",
          "data engineer",
          "data analyst",
          "product manager",
          "product designer",
          "site reliability engineer");
  private static final List<String> EVERYDAY_ROLES =
      List.of(
          "customer success manager",
          "operations manager",
          "software engineer",
          "support engineer",
          "programme manager",
          "store manager");
  private static final List<String> SOURCES =
      List.of("practice-web", "practice-web", "practice-mobile", "bootcamp");
  private static final List<ZoneOffset> OFFSETS =
      List.of(
              "+00:00", "+00:00", "+01:00", "+01:00", "+02:00", "+05:30", "+08:00", "-03:00",
              "-05:00", "-05:00", "-08:00")
          .stream()
          .map(ZoneOffset::of)
          .toList();

  private final QuestionCatalogue catalogue;
  private final CohortTruth truth;
  private final StoryBank bank;
  private final AnswerComposer composer;
  private final List<CompanyTruth> companies;

  /** A generator with the stories and the truth that are shipped. */
  public CohortGenerator(QuestionCatalogue catalogue) {
    this(catalogue, CohortTruth.load(), StoryBank.load());
  }

  CohortGenerator(QuestionCatalogue catalogue, CohortTruth truth, StoryBank bank) {
    this.catalogue = catalogue;
    this.truth = truth;
    this.bank = bank;
    this.composer = new AnswerComposer(bank);
    this.companies =
        truth.companies().stream()
            .filter(company -> catalogue.company(company.id()).isPresent())
            .toList();
  }

  /** Makes the cohort of that specification. */
  public Cohort generate(CohortSpec spec) {
    var calendar = new PracticeCalendar(spec.until().truncatedTo(ChronoUnit.SECONDS));
    var told = new HashMap<String, Integer>();
    var answers = new ArrayList<Dated>();
    for (int number = 0; answers.size() < spec.answers(); number++) {
      answers.addAll(new Candidate(spec, number, calendar, told).practise());
    }
    return new Cohort(
        // What is cut off are the last answers of the last candidate.
        answers.subList(0, spec.answers()).stream()
            .sorted(Comparator.comparing(Dated::at).thenComparing(dated -> id(dated.answer())))
            .map(Dated::answer)
            .toList());
  }

  private record Dated(Instant at, LabelledAnswer answer) {}

  private static String id(LabelledAnswer answer) {
    return answer.answer().get("id").asText();
  }

  /** Somebody who practises. */
  private final class Candidate {
    private final CohortSpec spec;
    private final PracticeCalendar calendar;
    private final Map<String, Integer> timesTold;
    private final Chance chance;
    private final String ref;
    private final String level;
    private final Setting setting;
    private final String role;
    private final String source;
    private final ZoneOffset offset;
    private final Manner manner;
    private final int wordsPerMinute;
    private final double ability;
    private final double gainPerAttempt;
    private final Set<String> habits;
    private final List<Story> repertoire = new ArrayList<>();
    private final List<Dated> answers = new ArrayList<>();

    Candidate(
        CohortSpec spec, int number, PracticeCalendar calendar, Map<String, Integer> timesTold) {
      this.spec = spec;
      this.calendar = calendar;
      this.timesTold = timesTold;
      chance = new Chance(spec.seed(), number + 1L);
      ref = "p-" + uuid("candidate", spec.seed(), number).toString().substring(0, 13);
      level = chance.weighted(List.copyOf(LEVELS.keySet()), LEVELS::get);
      setting = chance.happens(0.55) ? Setting.TECHNOLOGY : Setting.EVERYDAY;
      role =
          chance.oneOf(
              switch (setting) {
                case TECHNOLOGY -> TECHNOLOGY_ROLES;
                case EVERYDAY -> EVERYDAY_ROLES;
              });
      source = chance.oneOf(SOURCES);
      offset = chance.oneOf(OFFSETS);
      boolean speaks = chance.happens(0.12);
      manner = new Manner(speaks, !speaks && chance.happens(0.05));
      wordsPerMinute = chance.between(95, 190);
      ability = Math.min(0.9, Math.max(0.05, chance.around(usualAbility(level), 0.2)));
      gainPerAttempt = chance.between(0.06, 0.15);
      habits = new HashSet<>();
      var mistakes = List.copyOf(truth.mistakes().keySet());
      while (habits.size() < 2) {
        habits.add(chance.oneOf(mistakes));
      }
    }

    List<Dated> practise() {
      var at = calendar.first(offset, chance);
      var cohort = cohortOf(at);
      var practisedFor = new ArrayList<CompanyTruth>();
      int howMany = chance.happens(0.65) ? 1 : 2;
      while (practisedFor.size() < Math.min(howMany, companies.size())) {
        var company = chance.weighted(companies, CompanyTruth::weight);
        if (!practisedFor.contains(company)) {
          practisedFor.add(company);
        }
      }
      var asked = new HashSet<String>();
      int questions = chance.between(1, 6);
      for (int i = 0; i < questions; i++) {
        var company = chance.oneOf(practisedFor);
        var open =
            questionsOf(company).stream()
                .filter(question -> !asked.contains(question.id()))
                .toList();
        if (open.isEmpty()) {
          continue;
        }
        var question = chance.oneOf(open);
        asked.add(question.id());
        var story = story(question);
        long telling = chance.bits();
        var nameOfCompany =
            chance.happens(0.25)
                ? catalogue.company(company.id()).orElseThrow().name()
                : company.id();
        var luck = new HashMap<String, Double>();
        boolean again = true;
        boolean passed = false;
        for (int attempt = 1; attempt <= MAX_ATTEMPTS && again; attempt++) {
          if (calendar.isOver(at)) {
            return answers;
          }
          var wanted = mistakes(question, company, attempt, i, luck);
          var text = told(question, story, wanted, telling);
          answers.add(
              new Dated(at, labelled(question, story, nameOfCompany, cohort, attempt, at, text)));
          passed = passes(text);
          again = chance.happens(passed ? 0.33 : 0.66);
          at = calendar.after(at, offset, chance);
        }
        if (!passed && chance.happens(0.3)) {
          return answers;
        }
      }
      return answers;
    }

    /** What this company asks at this level; whatever is asked at this level if it asks nothing. */
    private List<Question> questionsOf(CompanyTruth company) {
      var atLevel =
          catalogue.questions().stream()
              .filter(question -> question.levels().contains(level))
              .toList();
      var byCompany =
          atLevel.stream().filter(question -> question.focusOf(company.id()).isPresent()).toList();
      return byCompany.isEmpty() || chance.happens(0.1) ? atLevel : byCompany;
    }

    /** One told before if it fits, or of those that fit one that few have told. */
    private Story story(Question question) {
      var fitting = fitting(question);
      var known = repertoire.stream().filter(fitting::contains).toList();
      Story story;
      if (!known.isEmpty() && chance.happens(0.4)) {
        story = chance.oneOf(known);
      } else {
        var one = chance.oneOf(fitting);
        var other = chance.oneOf(fitting);
        story =
            timesTold.getOrDefault(other.id(), 0) < timesTold.getOrDefault(one.id(), 0)
                ? other
                : one;
        repertoire.add(story);
      }
      timesTold.merge(story.id(), 1, Integer::sum);
      return story;
    }

    private List<Story> fitting(Question question) {
      var fitting = fitting(bank.stories(setting), question, true);
      if (fitting.isEmpty()) {
        fitting = fitting(bank.stories(), question, true);
      }
      if (fitting.isEmpty()) {
        fitting = fitting(bank.stories(), question, false);
      }
      if (fitting.isEmpty()) {
        throw new IllegalStateException("cohort: no story of category " + question.category());
      }
      return fitting;
    }

    private List<Story> fitting(List<Story> stories, Question question, boolean sameLevel) {
      var fitting =
          stories.stream()
              .filter(story -> story.categories().contains(question.category()))
              .filter(story -> !sameLevel || story.levels().contains(level))
              .toList();
      var withTradeoff = fitting.stream().filter(story -> !story.tradeoff().isEmpty()).toList();
      return question.needsTradeoff() && !withTradeoff.isEmpty() ? withTradeoff : fitting;
    }

    /**
     * The mistakes of this attempt. The luck of an attempt is mostly that of the one before, so
     * that a mistake fades once its rate falls below it.
     */
    private Set<String> mistakes(
        Question question,
        CompanyTruth company,
        int attempt,
        int questionsBefore,
        Map<String, Double> luck) {
      double skill =
          Math.min(0.97, ability + gainPerAttempt * (attempt - 1) + 0.015 * questionsBefore);
      double factor = (1.7 - 1.5 * skill) * company.difficulty() * difficultyOf(question);
      var wanted = new TreeSet<String>();
      truth
          .mistakes()
          .forEach(
              (mistake, base) -> {
                double drawn = chance.between(0.0, 1.0);
                if (chance.happens(0.25) || !luck.containsKey(mistake)) {
                  luck.put(mistake, drawn);
                }
                double rate = base * factor * (habits.contains(mistake) ? 1.8 : 0.85);
                if (mistake.equals(company.mistake())) {
                  rate *= company.plantedMore();
                }
                if (isPossible(mistake, question) && luck.get(mistake) < Math.min(MAX_RATE, rate)) {
                  wanted.add(mistake);
                }
              });
      return wanted;
    }

    private Told told(Question question, Story story, Set<String> wanted, long telling) {
      for (var mistake : AnswerComposer.WITHOUT_STORY) {
        if (wanted.contains(mistake)) {
          return composer.tellNoStory(mistake, manner, chance);
        }
      }
      var storySetting =
          bank.stories(Setting.TECHNOLOGY).contains(story) ? Setting.TECHNOLOGY : Setting.EVERYDAY;
      return composer.tell(
          story, storySetting, wanted, question.needsTradeoff(), manner, telling, chance);
    }

    private LabelledAnswer labelled(
        Question question,
        Story story,
        String company,
        String cohort,
        int attempt,
        Instant at,
        Told told) {
      var node = JsonNodeFactory.instance.objectNode();
      node.put("id", uuid(ref, spec.until().getEpochSecond(), answers.size()).toString());
      node.put("source", source);
      node.put("candidateRef", ref);
      node.put("questionId", question.id());
      if (chance.happens(0.3)) {
        node.put("question", question.text());
      }
      node.put("company", company);
      node.put("role", role);
      node.put("level", level);
      node.put("attemptNo", attempt);
      node.put("cohort", cohort);
      node.put("language", "en");
      node.put("modality", manner.spoken() ? "transcript" : "text");
      node.put("text", told.text());
      if (manner.spoken()) {
        int words = told.text().split("\\s+").length;
        node.put("durationMs", Math.round(words * 60_000.0 / chance.around(wordsPerMinute, 12)));
      }
      node.put("submittedAt", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atOffset(offset)));
      boolean hasStory = AnswerComposer.WITHOUT_STORY.stream().noneMatch(told.mistakes()::contains);
      return new LabelledAnswer(
          node,
          told.sentences(),
          told.mistakes(),
          told.outcomeMetric(),
          hasStory ? story.id() : told.mistakes().iterator().next());
    }

    /** The season of the first answer, or one or two seasons before: people stay enrolled. */
    private String cohortOf(Instant firstAnswer) {
      int seasonsBefore = chance.weighted(List.of(0, 1, 2), n -> List.of(60, 28, 12).get(n));
      var enrolled = firstAnswer.atOffset(offset).toLocalDate().minusMonths(3L * seasonsBefore);
      return season(enrolled);
    }
  }

  private static double usualAbility(String level) {
    return switch (level) {
      case "junior" -> 0.3;
      case "mid" -> 0.42;
      case "senior" -> 0.52;
      case "staff" -> 0.6;
      default -> throw new IllegalArgumentException("level: " + level);
    };
  }

  private static boolean isPossible(String mistake, Question question) {
    if (mistake.equals("no_tradeoff")) {
      return question.needsTradeoff();
    }
    return !ABOUT_STANDARDS.contains(mistake)
        || question.needsTradeoff()
        || CATEGORIES_ABOUT_STANDARDS.contains(question.category());
  }

  /** Between 0.85 and 1.15, fixed by the question's id. */
  static double difficultyOf(Question question) {
    return 0.85 + 0.3 * Chance.index(question.id().hashCode(), 1000) / 999.0;
  }

  /** What the candidate feels, not what the scorer says: a story with at most two slips. */
  private static boolean passes(Told told) {
    return told.mistakes().size() <= 2
        && AnswerComposer.WITHOUT_STORY.stream().noneMatch(told.mistakes()::contains);
  }

  private static String season(LocalDate day) {
    return switch (day.getMonth()) {
      case MARCH, APRIL, MAY -> day.getYear() + "-spring";
      case JUNE, JULY, AUGUST -> day.getYear() + "-summer";
      case SEPTEMBER, OCTOBER, NOVEMBER -> day.getYear() + "-autumn";
      case DECEMBER -> (day.getYear() + 1) + "-winter";
      case JANUARY, FEBRUARY -> day.getYear() + "-winter";
    };
  }

  private static UUID uuid(String scope, long first, int second) {
    return UUID.nameUUIDFromBytes(
        (scope + "/" + first + "/" + second).getBytes(StandardCharsets.UTF_8));
  }
}
