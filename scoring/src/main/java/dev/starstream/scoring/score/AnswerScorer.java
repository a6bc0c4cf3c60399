package dev.starstream.scoring.score;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.starstream.schemas.catalogue.Company;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.InvalidRubricException;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.rubric.WordClass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Scores an answer: a pure function, deterministic, which throws on no text. Safe for any number of
 * threads; time is linear in the length of the text.
 */
public final class AnswerScorer {
  /** Version of the scorer's code and model; stands in every scorecard. */
  public static final String VERSION = "3";

  /** At some 100 KB each. */
  private static final int MAX_PREPARED = 500;

  /** Where and when a story happened: a cue list of the part model. */
  private static final String SETTING = "setting";

  private final Rubric rubric;
  private final QuestionCatalogue catalogue;
  private final AnswerReader reader;
  private final PartTagger tagger;
  private final MistakeFinder mistakes;
  private final LevelReader levels;
  private final int fillerCue;
  private final Map<String, String> synonyms = new LinkedHashMap<>();
  private final List<String> determiners;
  private final Map<String, QuestionCues> questions = new HashMap<>();

  /**
   * The cues of questions that were not known when the scorer was loaded, by the question object
   * itself: what a reader of such questions keeps, is prepared once.
   */
  private final Cache<Question, QuestionCues> prepared =
      Caffeine.newBuilder().weakKeys().maximumSize(MAX_PREPARED).build();

  private final Coach coach;

  private AnswerScorer(Rubric rubric, QuestionCatalogue catalogue, PartModel model) {
    this.rubric = rubric;
    this.catalogue = catalogue;
    int partCues = rubric.parts().size();
    int setting = -1;
    for (int i = 0; i < partCues; i++) {
      setting = rubric.parts().get(i).id().equals(SETTING) ? i : setting;
    }
    if (setting < 0) {
      throw new InvalidRubricException(
          List.of("parts.yaml/cues: no " + SETTING + " (expected: a list with this name)"));
    }
    var book = new CueBook(rubric.words());
    reader = new AnswerReader(rubric, book);
    mistakes = new MistakeFinder(rubric, book, setting);
    levels = new LevelReader(rubric, book);
    fillerCue = book.add("fillers", rubric.fillers());
    for (List<String> group : rubric.synonyms()) {
      group.forEach(word -> synonyms.put(word, group.get(0)));
    }
    book.vocabulary().sameStems(synonyms);
    determiners = rubric.words().get(WordClass.DETERMINER);
    for (Question question : catalogue.questions()) {
      questions.put(question.id(), QuestionCues.of(question, book.vocabulary(), determiners));
    }
    reader.index(book);
    tagger = new PartTagger(model, book.vocabulary());
    mistakes.listen(new MistakeWords(MistakeModel.load(), book.vocabulary()));
    coach = new Coach(rubric);
  }

  /** The scorer of the shipped rubric and catalogue. */
  public static AnswerScorer load() {
    return load(QuestionCatalogue.load());
  }

  /** The scorer of the shipped rubric, ready for the questions of this catalogue. */
  public static AnswerScorer load(QuestionCatalogue catalogue) {
    return load(catalogue, PartModel.load());
  }

  /** The same with another part model: for training one. */
  public static AnswerScorer load(QuestionCatalogue catalogue, PartModel model) {
    return new AnswerScorer(Rubric.load(), catalogue, model);
  }

  /** Version of the rubric and catalogue files; stands in every scorecard. */
  public String rubricVersion() {
    return rubric.version();
  }

  /**
   * Scores the answer. A question that is not of the catalogue takes some milliseconds the first
   * time that this very object comes.
   */
  public Scorecard score(Answer answer, Optional<Question> question) {
    return draft(answer, question, Reasons.UNHEARD).card();
  }

  /** The same scorecard and what speaks for each of its findings; slower, for people. */
  public Explanation explain(Answer answer, Optional<Question> question) {
    var points = new ArrayList<Explanation.Points>();
    Draft draft =
        draft(
            answer,
            question,
            (sum, what, earned, of) -> points.add(Explanation.Points.of(sum, what, earned, of)));
    Scorecard card = draft.card();
    return new Explainer(answer, draft.reading, draft.parts, card)
        .explain(
            tagger.explain(draft.reading, reader),
            reader.outcomes(),
            mistakes,
            question.map(this::cuesOf),
            rubric,
            draft.delivery(),
            points);
  }

  private Draft draft(Answer answer, Optional<Question> question, Reasons reasons) {
    Reading reading = reader.read(answer.text());
    Parts parts = tagger.tag(reading, reader);
    TextFacts facts = mistakes.facts(reading, parts);
    Optional<GeneralMistake> unreadable =
        mistakes.unreadable(answer, reading, parts, facts, question);
    if (unreadable.isPresent()) {
      parts = parts.none();
    }
    return new Draft(answer, question, reading, parts, facts, unreadable, reasons);
  }

  /** What finds things in texts for this scorer. */
  AnswerReader reader() {
    return reader;
  }

  // The stages by themselves, for the benchmarks.

  PartTagger tagger() {
    return tagger;
  }

  MistakeFinder mistakes() {
    return mistakes;
  }

  /** How much of each piece of that evidence the answer has. */
  double[] evidence(Answer answer, EvidenceScore score) {
    Reading reading = reader.read(answer.text());
    Parts parts = tagger.tag(reading, reader);
    boolean effect = false;
    for (int i = 0; i < reading.quantities().count(); i++) {
      effect |= reader.outcomes().isOutcome(reading.quantities().get(i), reading, parts);
    }
    return score.values(reading, parts, mistakes.facts(reading, parts).setEffect(effect));
  }

  Coach coach() {
    return coach;
  }

  /** What the coach is told of an answer. */
  CritiqueCase forCoach(Answer answer, Optional<Question> question) {
    return draft(answer, question, Reasons.UNHEARD).forCoach();
  }

  QuestionCues cuesOf(Question question) {
    QuestionCues known = questions.get(question.id());
    return known != null && known.question().equals(question)
        ? known
        : prepared.get(question, other -> QuestionCues.of(other, synonyms, determiners));
  }

  /** One answer on its way to its scorecard. */
  private final class Draft {
    private final Answer answer;
    private final Optional<Question> question;
    private final Reading reading;
    private final Parts parts;
    private final TextFacts facts;
    private final Optional<GeneralMistake> unreadable;
    private final Reasons reasons;
    private final Map<Part, Scorecard.StarPart> star = new EnumMap<>(Part.class);
    private final List<Scorecard.Sentence> sentences = new ArrayList<>();
    private final List<Scorecard.Metric> metrics = new ArrayList<>();
    private final List<Scorecard.KeyPointFinding> keyPoints = new ArrayList<>();
    private boolean outcomeMetric;

    /**
     * @param unreadable why the text is not scored any further
     * @param reasons hears what the scores are made of
     */
    Draft(
        Answer answer,
        Optional<Question> question,
        Reading reading,
        Parts parts,
        TextFacts facts,
        Optional<GeneralMistake> unreadable,
        Reasons reasons) {
      this.answer = answer;
      this.question = question;
      this.reading = reading;
      this.parts = parts;
      this.facts = facts;
      this.unreadable = unreadable;
      this.reasons = reasons;
      addParts();
      addMetrics();
    }

    Scorecard card() {
      CritiqueCase about = forCoach();
      var found = new ArrayList<Scorecard.MistakeFinding>();
      for (Findings.Mistake mistake : about.findings().mistakes()) {
        found.add(
            new Scorecard.MistakeFinding(
                mistake.id(), mistake.severity(), mistake.evidence(), mistake.advice()));
      }
      Scores scores = about.scores();
      return new Scorecard(
          star,
          sentences,
          metrics,
          outcomeMetric,
          keyPoints,
          about.focus(),
          about.fit(),
          found,
          scores.structure(),
          scores.content(),
          scores.delivery(),
          scores.overall(),
          scores.passed(),
          reading.tokens().count,
          coach.critique(about),
          VERSION,
          rubric.version());
    }

    /** Everything but the critique. */
    CritiqueCase forCoach() {
      return unreadable.isPresent() ? unread(unreadable.get()) : read();
    }

    private CritiqueCase unread(GeneralMistake why) {
      if (question.isPresent()) {
        question
            .get()
            .keyPoints()
            .forEach(
                point ->
                    keyPoints.add(
                        new Scorecard.KeyPointFinding(point.id(), false, Optional.empty())));
      }
      return finish(
          mistakes.only(why, answer, question),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    private CritiqueCase read() {
      Optional<QuestionCues.Hits> hits = question.map(asked -> cuesOf(asked).in(reading, parts));
      Optional<Scorecard.CompanyFocus> focus = Optional.empty();
      if (question.isPresent() && hits.isPresent()) {
        List<Question.KeyPoint> points = question.get().keyPoints();
        for (int i = 0; i < points.size(); i++) {
          Optional<Span> evidence = hits.get().keyPoint(i);
          keyPoints.add(
              new Scorecard.KeyPointFinding(points.get(i).id(), evidence.isPresent(), evidence));
        }
        focus = focus(question.get(), hits.get());
      }
      Optional<Scorecard.LevelFit> fit = answer.level().map(asked -> levels.fit(asked, reading));
      List<Findings.Mistake> made =
          mistakes.find(answer, reading, parts, facts.setEffect(outcomeMetric), question, hits);
      return finish(made, focus, fit, delivery());
    }

    private Optional<Scorecard.CompanyFocus> focus(Question asked, QuestionCues.Hits hits) {
      Optional<String> company = answer.company().flatMap(catalogue::company).map(Company::id);
      if (company.isEmpty() || asked.focusOf(company.get()).isEmpty()) {
        return Optional.empty();
      }
      Optional<Span> evidence = hits.focus(company.get());
      return Optional.of(new Scorecard.CompanyFocus(company.get(), evidence.isPresent(), evidence));
    }

    private Optional<Delivery> delivery() {
      if (answer.modality() != Modality.TRANSCRIPT || answer.durationMs().isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          Delivery.of(
              reading.tokens().count,
              reading.cues().count(fillerCue),
              answer.durationMs().getAsLong(),
              rubric.marks()));
    }

    private void addParts() {
      Sentences read = reading.sentences();
      int[] wordsOf = new int[Part.values().length];
      var evidence = new EnumMap<Part, List<Span>>(Part.class);
      for (int i = 0; i < read.count(); i++) {
        Part part = parts.part(i);
        sentences.add(new Scorecard.Sentence(read.span(i), part));
        wordsOf[part.index()] += read.words(i);
        evidence.computeIfAbsent(part, none -> new ArrayList<>()).add(read.span(i));
      }
      int all = Math.max(1, reading.tokens().count);
      for (Part part : Part.values()) {
        if (part != Part.NONE) {
          boolean present = parts.has(part);
          star.put(
              part,
              new Scorecard.StarPart(
                  present,
                  present ? Scores.round((double) wordsOf[part.index()] / all) : 0,
                  present ? evidence.getOrDefault(part, List.of()) : List.of()));
        }
      }
    }

    private void addMetrics() {
      for (int i = 0; i < reading.quantities().count(); i++) {
        Quantities.Quantity quantity = reading.quantities().get(i);
        boolean outcome = reader.outcomes().isOutcome(quantity, reading, parts);
        outcomeMetric |= outcome;
        var value = quantity.value();
        if (value.isPresent()) {
          value = OptionalDouble.of(Math.rint(value.getAsDouble() * 10_000) / 10_000);
        }
        metrics.add(
            new Scorecard.Metric(
                quantity.span(),
                quantity.kind(),
                value,
                quantity.unit().isEmpty() ? Optional.empty() : Optional.of(quantity.unit()),
                outcome));
      }
    }

    private CritiqueCase finish(
        List<Findings.Mistake> made,
        Optional<Scorecard.CompanyFocus> focus,
        Optional<Scorecard.LevelFit> fit,
        Optional<Delivery> delivery) {
      int covered = 0;
      for (Scorecard.KeyPointFinding point : keyPoints) {
        covered += point.covered() ? 1 : 0;
      }
      double points = keyPoints.size();
      var findings =
          new Findings(
              parts.present(),
              star.get(Part.ACTION).share(),
              outcomeMetric,
              keyPoints.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(covered / points),
              keyPoints.isEmpty() ? 0 : 1 / points,
              ownPart(),
              Math.min(1, facts.concreteMarks() / rubric.marks().concreteForFull()),
              flag(focus.map(Scorecard.CompanyFocus::addressed)),
              flag(fit.map(Scorecard.LevelFit::fits)),
              delivery.isPresent()
                  ? OptionalDouble.of(delivery.get().score())
                  : OptionalDouble.empty(),
              made);
      return new CritiqueCase(
          answer,
          question,
          question.flatMap(asked -> focus.flatMap(told -> asked.focusOf(told.company()))),
          focus.flatMap(told -> catalogue.company(told.company())).map(Company::name),
          findings,
          Scores.of(findings, rubric, answer.level(), reasons),
          parts.possible(),
          sentences,
          metrics,
          keyPoints,
          focus,
          fit,
          delivery,
          reading.cues().first(fillerCue));
    }

    /** How much of the doing is told as the speaker's own; half of it is enough for all. */
    private double ownPart() {
      int own = 0;
      int shared = 0;
      for (int i = 0; i < parts.count(); i++) {
        if (MistakeFinder.isOwnAct(parts, i)) {
          own++;
        } else if (parts.has(PartShapes.Shape.WE_PAST, i)) {
          shared++;
        }
      }
      return own + shared == 0 ? 0 : Math.min(1, 2.0 * own / (own + shared));
    }

    private static OptionalDouble flag(Optional<Boolean> value) {
      return value.isPresent() ? OptionalDouble.of(value.get() ? 1 : 0) : OptionalDouble.empty();
    }
  }
}
