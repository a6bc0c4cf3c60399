package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.Question.CommonMistake;
import dev.starstream.schemas.catalogue.Question.Trigger;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.InvalidRubricException;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.Marks;
import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.score.Scorecard.CompanyFocus;
import dev.starstream.scoring.score.Scorecard.Critique;
import dev.starstream.scoring.score.Scorecard.KeyPointFinding;
import dev.starstream.scoring.score.Scorecard.LevelFit;
import dev.starstream.scoring.score.Scorecard.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes the critique: a headline, the one fix that would gain most and what it would gain, and at
 * most five notes, each tied to words of the answer, to the question or to the company. All of it
 * is read in half a minute.
 */
final class Coach {
  private static final int MOST_NOTES = 5;
  private static final int MOST_WORDS = 125;
  private static final int HEADLINE_LENGTH = 140;
  private static final int FIX_LENGTH = 260;
  private static final int NOTE_LENGTH = 220;
  private static final int MOST_KEY_POINTS = 2;
  private static final int[] QUOTE_LENGTHS = {90, 70, 50, 34};
  private static final int HEADLINE_QUOTE = 45;
  private static final int WORDS_BEFORE = 5;
  private static final int MOST_METRICS = 200;
  private static final int STEM = 6;
  private static final int SHORT_SENTENCE = 30;

  /**
   * What is not sure counts less, so that a sure fix comes before a doubtful one: a part that may
   * be there after all, and what was looked for by its words only.
   */
  private static final double DOUBTFUL_PART = 0.8;

  private static final double DOUBTFUL_WORDS = 0.45;

  /**
   * Everything that the critique may speak of.
   *
   * @param possible parts that are present or may be
   */
  record Case(
      Answer answer,
      Optional<Question> question,
      Optional<Question.CompanyFocus> looksFor,
      Optional<String> companyName,
      Findings findings,
      Scores scores,
      Set<Part> possible,
      List<Scorecard.Sentence> sentences,
      List<Metric> metrics,
      List<KeyPointFinding> keyPoints,
      Optional<CompanyFocus> focus,
      Optional<LevelFit> fit,
      Optional<Delivery> delivery,
      Optional<Span> firstFiller) {
    String text() {
      return answer.text();
    }

    /** The first numbers; in a text of a megabyte nobody asks for more. */
    List<Metric> firstMetrics() {
      return metrics.subList(0, Math.min(MOST_METRICS, metrics.size()));
    }

    Part partAt(int offset) {
      int at = sentenceAt(offset);
      return at < 0 ? Part.NONE : sentences.get(at).part();
    }

    /** Number of the sentence that ends after that place; -1 if there is none. */
    int sentenceAt(int offset) {
      int low = 0;
      int high = sentences.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sentences.get(middle).span().end() <= offset) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low < sentences.size() ? low : -1;
    }
  }

  /**
   * What could be better.
   *
   * @param id of its sentences in {@code critique.yaml}
   * @param gain the overall score with it mended, less the score as it is
   * @param sure whether the scorer is sure that it is a gap
   * @param mistake empty for what earns points without being a mistake
   */
  private record Mend(String id, double gain, boolean sure, Optional<Findings.Mistake> mistake) {
    double likelyGain() {
      if (sure) {
        return gain;
      }
      return gain * (id.startsWith("no_") ? DOUBTFUL_PART : DOUBTFUL_WORDS);
    }
  }

  private static final String NO_TASK = "no_task";

  /** In a sentence with one of these somebody else speaks, or may. */
  private static final String SPEECH = "\"\u201c\u201d:";

  private static final String OWN = "own";
  private static final String KEY_POINT = "key_point";
  private static final String COMPANY = "company";
  private static final String LEVEL = "level";
  private static final String DELIVERY = "delivery";

  /** Begins the ids of the opening sentences by question. */
  private static final String OPENING = "opening_";

  /** The sentences that this class says; each must be in {@code critique.yaml}. */
  private static Set<String> sentences() {
    var ids =
        new TreeSet<String>(
            Set.of(
                "headline",
                "headline_not_an_answer",
                "headline_language",
                "headline_hypothetical",
                "headline_general",
                "headline_no_story",
                "told_number",
                "told_measured",
                "told_whole",
                "told_action",
                "told_result",
                "told_little",
                "next_none",
                "points",
                "one_point",
                "fix_no_story",
                "why_no_quantified_result_target",
                "why_own_missing",
                "why_own_missing_again",
                "why_own_missing_named",
                "advice_no_task",
                "advice_unclear_number",
                "advice_with_number",
                "advice_key_point",
                "note_company",
                "note_company_named",
                "note_company_choose",
                "note_company_choose_named",
                "note_company_met",
                "note_company_met_named",
                "note_level",
                "note_keep",
                "note_not_an_event",
                "note_would",
                "note_tip",
                "note_pace_fast",
                "note_pace_slow",
                "note_fillers",
                "note_long",
                "note_short",
                "opening"));
    for (String id : List.of(NO_TASK, OWN)) {
      ids.add("next_" + id);
      ids.add("why_" + id);
    }
    ids.addAll(List.of("next_" + COMPANY, "next_" + LEVEL, "next_" + DELIVERY));
    ids.add("why_" + NO_TASK + "_unsure");
    for (GeneralMistake mistake : GeneralMistake.values()) {
      boolean told =
          switch (mistake) {
            case HYPOTHETICAL, NOT_AN_ANSWER, LANGUAGE_NOT_SUPPORTED -> false;
            case NO_SITUATION, NO_ACTION, NO_RESULT, NO_QUANTIFIED_RESULT, NO_LEARNING -> {
              ids.add("why_" + mistake.id() + "_unsure");
              yield true;
            }
            case WE_INSTEAD_OF_I,
                LONG_SITUATION,
                ABSOLUTIST,
                BLAMES_OTHERS,
                NO_TRADEOFF,
                SKIPS_TESTS_NO_SAFETY_NET,
                PERFECTION_NO_BUSINESS_CASE,
                GENERIC_VAGUE ->
                true;
          };
      if (told) {
        ids.add("next_" + mistake.id());
        ids.add("why_" + mistake.id());
      }
    }
    return ids;
  }

  private final Rubric rubric;

  Coach(Rubric rubric) {
    this.rubric = rubric;
    var given = new TreeSet<>(rubric.critique().sentences().keySet());
    given.removeIf(id -> id.startsWith(OPENING));
    if (!given.equals(sentences())) {
      throw new InvalidRubricException(
          List.of("critique.yaml: " + given + " (expected: " + sentences() + ")"));
    }
  }

  Critique critique(Case about) {
    if (about.findings().has(GeneralMistake.LANGUAGE_NOT_SUPPORTED)) {
      // Nothing was judged, so no points can be promised.
      String fix = about.findings().mistakes().get(0).advice();
      return new Critique(say(about, "headline_language", Map.of()), fix, 0, List.of());
    }
    return tellsNoStory(about) ? withoutStory(about) : new Draft(about).critique();
  }

  // ---- texts that tell no story

  private static boolean tellsNoStory(Case about) {
    Findings findings = about.findings();
    return findings.has(GeneralMistake.HYPOTHETICAL)
        || findings.has(GeneralMistake.NOT_AN_ANSWER)
        || (findings.has(GeneralMistake.GENERIC_VAGUE) && !findings.has(Part.ACTION))
        || findings.present().stream().allMatch(part -> part == Part.LEARNING);
  }

  /** There is nothing to mend yet: how to begin, and no promise of points. */
  private Critique withoutStory(Case about) {
    Findings findings = about.findings();
    boolean would = findings.has(GeneralMistake.HYPOTHETICAL);
    String headline;
    if (findings.has(GeneralMistake.NOT_AN_ANSWER)) {
      headline = "headline_not_an_answer";
    } else if (would) {
      headline = "headline_hypothetical";
    } else if (findings.has(GeneralMistake.GENERIC_VAGUE)) {
      headline = "headline_general";
    } else {
      headline = "headline_no_story";
    }
    String opening = about.question().map(asked -> OPENING + asked.id()).orElse("opening");
    if (!rubric.critique().has(opening)) {
      opening = "opening";
    }
    String fix = say(about, "fix_no_story", Map.of("text", say(about, opening, Map.of())));
    var notes = new ArrayList<String>();
    findings.mistakes().stream()
        .filter(Coach::isNoStory)
        .flatMap(mistake -> mistake.evidence().stream())
        .findFirst()
        .flatMap(span -> Quotation.of(about.text(), withNext(about, span), QUOTE_LENGTHS[1]))
        .ifPresent(
            quote ->
                notes.add(
                    say(
                        about,
                        would ? "note_would" : "note_not_an_event",
                        Map.of("quote", quote))));
    if (about.looksFor().isPresent() && about.companyName().isPresent()) {
      notes.add(company(about, "note_company_choose", Map.of()));
    }
    about
        .question()
        .flatMap(asked -> asked.tips().stream().findFirst())
        .ifPresent(tip -> notes.add(say(about, "note_tip", Map.of("text", sentence(tip)))));
    return new Critique(say(about, headline, Map.of()), fix, 0, notes);
  }

  /** A short sentence says little without what follows it. */
  private static Span withNext(Case about, Span span) {
    int end = about.text().length();
    return span.end() - span.start() < SHORT_SENTENCE ? new Span(span.start(), end) : span;
  }

  private static boolean isNoStory(Findings.Mistake mistake) {
    return mistake.general().equals(Optional.of(GeneralMistake.HYPOTHETICAL))
        || mistake.general().equals(Optional.of(GeneralMistake.GENERIC_VAGUE));
  }

  // ---- texts that tell one

  /** The critique of one answer on its way; for one thread. */
  private final class Draft {
    private final Case about;
    private final Findings findings;
    private final List<String> notes = new ArrayList<>();
    private String headline = "";
    private String fix = "";
    private final Set<Integer> quotedPlaces = new TreeSet<>();
    private Optional<Integer> place = Optional.empty();
    private int keyPointsTold;

    Draft(Case about) {
      this.about = about;
      this.findings = about.findings();
    }

    Critique critique() {
      List<Mend> mends = mends();
      double gain = 0;
      if (!mends.isEmpty()) {
        Mend first = mends.get(0);
        gain = Math.max(0, first.gain());
        String points = points(gain);
        fix = text(first, FIX_LENGTH - points.length()) + points;
        place.ifPresent(quotedPlaces::add);
      }
      headline = headline(mends.isEmpty() ? "none" : mends.get(0).id());
      addNotes(mends.subList(Math.min(1, mends.size()), mends.size()));
      return new Critique(headline, fix, gain, notes);
    }

    private String points(double gain) {
      long points = Math.round(100 * gain);
      if (points < 1) {
        return "";
      }
      String id = points == 1 ? "one_point" : "points";
      return " " + say(about, id, Map.of("points", Long.toString(points)));
    }

    /** All that could be better, what most likely gains most first. */
    private List<Mend> mends() {
      var mends = new ArrayList<Mend>();
      boolean unmeasured = findings.has(GeneralMistake.NO_QUANTIFIED_RESULT);
      for (Findings.Mistake mistake : findings.mistakes()) {
        if (unmeasured && is(mistake, GeneralMistake.NO_RESULT)) {
          // A result that is told with its measure mends both.
          continue;
        }
        String id = mistake.general().map(GeneralMistake::id).orElse(OWN);
        double gain = gain(findings.without(mistake));
        mends.add(new Mend(id, gain, isSure(mistake), Optional.of(mistake)));
      }
      if (!findings.has(Part.TASK)) {
        boolean sure = !about.possible().contains(Part.TASK);
        add(mends, NO_TASK, findings.withPart(Part.TASK), sure);
      }
      if (about.focus().isPresent() && !about.focus().get().addressed()) {
        add(mends, COMPANY, findings.withCompanyFocus(), false);
      } else if (keyPoint().isPresent()) {
        // What the company looks for is asked of everybody's story; one such wish is enough.
        add(mends, KEY_POINT, findings.withKeyPoint(), false);
      }
      if (about.fit().isPresent() && !about.fit().get().fits() && findings.has(Part.ACTION)) {
        add(mends, LEVEL, findings.withLevelFit(), false);
      }
      if (spoken().isPresent()) {
        add(mends, DELIVERY, findings.withDelivery(), true);
      }
      // What had to be reached is told in few words or only meant: the least sure of all gaps.
      mends.sort(
          Comparator.comparing((Mend mend) -> mend.id().equals(NO_TASK))
              .thenComparingDouble(mend -> -mend.likelyGain()));
      return mends;
    }

    private void add(List<Mend> mends, String id, Findings mended, boolean sure) {
      double gain = gain(mended);
      if (gain > 0) {
        mends.add(new Mend(id, gain, sure, Optional.empty()));
      }
    }

    private double gain(Findings mended) {
      Scores scores = Scores.of(mended, rubric, about.answer().level());
      return Scores.round(scores.overall() - about.scores().overall());
    }

    private boolean isSure(Findings.Mistake mistake) {
      if (mistake.general().isEmpty()) {
        return !mistake.missingKeyPoint();
      }
      return switch (mistake.general().get()) {
        case NO_SITUATION -> !about.possible().contains(Part.SITUATION);
        case NO_ACTION -> !about.possible().contains(Part.ACTION) && findings.ownPart() == 0;
        case NO_RESULT -> !about.possible().contains(Part.RESULT);
        case NO_QUANTIFIED_RESULT -> unclearNumber().isEmpty();
        case NO_LEARNING -> !about.possible().contains(Part.LEARNING);
        case NO_TRADEOFF, GENERIC_VAGUE -> false;
        case WE_INSTEAD_OF_I,
            LONG_SITUATION,
            HYPOTHETICAL,
            ABSOLUTIST,
            BLAMES_OTHERS,
            SKIPS_TESTS_NO_SAFETY_NET,
            PERFECTION_NO_BUSINESS_CASE,
            NOT_AN_ANSWER,
            LANGUAGE_NOT_SUPPORTED ->
            true;
      };
    }

    // ---- headline

    private String headline(String gap) {
      String id = gap.equals(KEY_POINT) ? OWN : gap;
      if (findings.has(GeneralMistake.NO_RESULT)
          && gap.equals(GeneralMistake.NO_QUANTIFIED_RESULT.id())) {
        id = GeneralMistake.NO_RESULT.id();
      }
      String next =
          say(
              about,
              "next_" + id,
              Map.of(
                  "company", about.companyName().orElse(""),
                  "level", about.answer().level().map(Level::id).orElse("")));
      Optional<String> number =
          numberTold()
              .map(told -> say(about, "headline", Map.of("told", told, "next", next)))
              .filter(said -> said.length() <= HEADLINE_LENGTH);
      return number.orElseGet(() -> say(about, "headline", Map.of("told", told(), "next", next)));
    }

    private Optional<String> numberTold() {
      if (!findings.has(Part.ACTION) || !findings.has(Part.RESULT)) {
        return Optional.empty();
      }
      return clearOutcome()
          .flatMap(metric -> quoted(metric.span(), HEADLINE_QUOTE))
          .filter(quote -> !quote.endsWith("...\""))
          .map(quote -> say(about, "told_number", Map.of("quote", quote)));
    }

    private String told() {
      boolean result = findings.has(Part.RESULT);
      if (!findings.has(Part.ACTION)) {
        boolean begun = result || findings.has(Part.SITUATION);
        return say(about, begun ? "told_result" : "told_little", Map.of());
      }
      if (!result) {
        return say(about, "told_action", Map.of());
      }
      return say(about, findings.outcomeMetric() ? "told_measured" : "told_whole", Map.of());
    }

    /** A number that nobody takes for anything but an effect. */
    private Optional<Metric> clearOutcome() {
      return about.firstMetrics().stream()
          .filter(
              metric ->
                  metric.outcome()
                      && measuresAnEffect(metric)
                      && about.partAt(metric.span().start()) == Part.RESULT
                      && isAlone(metric))
          .findFirst();
    }

    /** Of two numbers in a sentence one may be the state before. */
    private boolean isAlone(Metric metric) {
      if (metric.kind() == MetricKind.DELTA) {
        return true;
      }
      Span sentence = sentenceOf(metric.span());
      return about.firstMetrics().stream()
          .noneMatch(
              other ->
                  !other.equals(metric)
                      && other.span().start() >= sentence.start()
                      && other.span().end() <= sentence.end());
    }

    private Span sentenceOf(Span words) {
      int at = about.sentenceAt(words.start());
      if (at < 0) {
        return words;
      }
      Span sentence = about.sentences().get(at).span();
      boolean inside = sentence.start() <= words.start() && words.end() <= sentence.end();
      return inside ? sentence : words;
    }

    private boolean measuresAnEffect(Metric metric) {
      return switch (metric.kind()) {
        case DELTA -> true;
        case PERCENT, MULTIPLIER, SCORE -> hasDigit(metric);
        case MONEY, DURATION, COUNT -> false;
      };
    }

    private boolean hasDigit(Metric metric) {
      return about
          .text()
          .substring(metric.span().start(), metric.span().end())
          .chars()
          .anyMatch(Character::isDigit);
    }

    // ---- what to say of a gap

    /** What to say of it in at most so many characters. */
    private String text(Mend mend, int most) {
      place = Optional.empty();
      return switch (mend.id()) {
        case COMPANY -> company(about, "note_company", Map.of());
        case LEVEL -> framed("note_level", first(Part.ACTION), "", most);
        case DELIVERY -> spoken().orElse("");
        case KEY_POINT -> missing(keyPoint(), say(about, "advice_key_point", Map.of()), most);
        case NO_TASK -> {
          String why = "why_no_task" + (mend.sure() ? "" : "_unsure");
          yield framed(why, Optional.empty(), say(about, "advice_no_task", Map.of()), most);
        }
        default -> mistake(mend, mend.mistake().orElseThrow(), most);
      };
    }

    private String mistake(Mend mend, Findings.Mistake mistake, int most) {
      if (mistake.missingKeyPoint()) {
        return missing(keyPointOf(mistake), mistake.advice(), most);
      }
      String why = "why_" + mend.id();
      String unsure = why + "_unsure";
      Optional<Span> evidence = mistake.evidence();
      if (mistake.general().isEmpty()) {
        return framed(why, evidence, mistake.advice(), most);
      }
      return switch (mistake.general().get()) {
        case NO_SITUATION ->
            framed(mend.sure() ? why : unsure, firstSentence(), mistake.advice(), most);
        case NO_ACTION ->
            framed(
                mend.sure() ? why : unsure,
                ownSentence().or(() -> last(Part.RESULT)).or(() -> last(Part.SITUATION)),
                mistake.advice(),
                most);
        case NO_RESULT, NO_LEARNING ->
            framed(mend.sure() ? why : unsure, lastSentence(), mistake.advice(), most);
        case NO_QUANTIFIED_RESULT -> unmeasured(mistake, most);
        case WE_INSTEAD_OF_I,
            LONG_SITUATION,
            HYPOTHETICAL,
            ABSOLUTIST,
            BLAMES_OTHERS,
            NO_TRADEOFF,
            SKIPS_TESTS_NO_SAFETY_NET,
            PERFECTION_NO_BUSINESS_CASE,
            GENERIC_VAGUE,
            NOT_AN_ANSWER,
            LANGUAGE_NOT_SUPPORTED ->
            framed(why, evidence, mistake.advice(), most);
      };
    }

    private String unmeasured(Findings.Mistake mistake, int most) {
      Optional<Findings.Mistake> noResult =
          findings.mistakes().stream()
              .filter(made -> is(made, GeneralMistake.NO_RESULT))
              .findFirst();
      if (noResult.isPresent()) {
        String advice = noResult.get().advice() + " " + say(about, "advice_with_number", Map.of());
        String id = isSure(noResult.get()) ? "why_no_result" : "why_no_result_unsure";
        return framed(id, lastSentence(), advice, most);
      }
      String why = "why_no_quantified_result";
      Optional<Span> unclear = unclearNumber().map(this::around);
      if (unclear.isPresent()) {
        String advice = say(about, "advice_unclear_number", Map.of());
        return framed(why + "_unsure", unclear, advice, most);
      }
      Optional<Span> plan =
          about.firstMetrics().stream()
              .filter(metric -> about.partAt(metric.span().start()) == Part.TASK)
              .filter(this::measuresAnEffect)
              .map(Metric::span)
              .findFirst();
      return plan.isPresent()
          ? framed(why + "_target", plan.map(this::around), mistake.advice(), most)
          : framed(why, outcome(), mistake.advice(), most);
    }

    /** The first outcome in the second half of the text that is not what somebody said. */
    private Optional<Span> outcome() {
      return about.sentences().stream()
          .filter(sentence -> sentence.part() == Part.RESULT)
          .map(Scorecard.Sentence::span)
          .filter(span -> 2 * span.start() >= about.text().length())
          .filter(span -> span.of(about.text()).chars().noneMatch(c -> SPEECH.indexOf(c) >= 0))
          .findFirst();
    }

    /** A number beside the outcome which may be its measure. */
    private Optional<Span> unclearNumber() {
      return about.firstMetrics().stream()
          .filter(
              metric ->
                  !metric.outcome()
                      && hasDigit(metric)
                      && about.partAt(metric.span().start()) == Part.RESULT)
          .map(Metric::span)
          .findFirst();
    }

    /** What this question looks for and what to do; the second time in other words. */
    private String missing(Optional<String> wanted, String advice, int most) {
      Optional<String> person = wanted.flatMap(Coach::person);
      if (person.isPresent()) {
        String id = keyPointsTold == 0 ? "why_own_missing" : "why_own_missing_again";
        String said = say(about, id, Map.of("text", person.get())) + " " + advice;
        if (said.length() <= most) {
          keyPointsTold++;
          return said;
        }
      }
      keyPointsTold++;
      return keyPointsTold == 1
          ? say(about, "why_own_missing_named", Map.of()) + " " + advice
          : advice;
    }

    private Optional<String> keyPointOf(Findings.Mistake mistake) {
      for (CommonMistake common : about.question().orElseThrow().commonMistakes()) {
        if (common.id().equals(mistake.id())
            && common.when().isPresent()
            && common.when().get() instanceof Trigger.MissingKeyPoint missing) {
          return about.question().get().keyPoints().stream()
              .filter(point -> point.id().equals(missing.keyPoint()))
              .map(Question.KeyPoint::text)
              .findFirst();
        }
      }
      return Optional.empty();
    }

    /** The first key point which is not covered and of which no mistake speaks. */
    private Optional<String> keyPoint() {
      if (about.question().isEmpty()) {
        return Optional.empty();
      }
      List<Question.KeyPoint> points = about.question().get().keyPoints();
      for (int i = 0; i < about.keyPoints().size(); i++) {
        String text = points.get(i).text();
        if (!about.keyPoints().get(i).covered()
            && person(text).isPresent()
            && findings.mistakes().stream()
                .filter(Findings.Mistake::missingKeyPoint)
                .noneMatch(mistake -> keyPointOf(mistake).equals(Optional.of(text)))) {
          return Optional.of(text);
        }
      }
      return Optional.empty();
    }

    /** The sentence with as much of the quotation as there is room for, and the advice. */
    private String framed(String id, Optional<Span> span, String advice, int most) {
      String after = advice.isEmpty() ? "" : " " + advice;
      if (!rubric.critique().sentence(id, level(about)).contains("{quote}")) {
        return say(about, id, Map.of()) + after;
      }
      for (int length : QUOTE_LENGTHS) {
        Optional<String> quote = span.flatMap(words -> quoted(words, length));
        if (quote.isPresent() && !quotedPlaces.contains(span.orElseThrow().start())) {
          String said =
              say(
                      about,
                      id,
                      Map.of(
                          "quote", quote.get(),
                          "level", about.answer().level().map(Level::id).orElse("")))
                  + after;
          if (said.length() <= most) {
            place = span.map(Span::start);
            return said;
          }
        }
      }
      return advice;
    }

    // ---- notes

    private void addNotes(List<Mend> mends) {
      Optional<String> keep = keep();
      Optional<Mend> heard = mends.stream().filter(mend -> mend.id().equals(DELIVERY)).findFirst();
      int reserved = (keep.isPresent() ? 1 : 0) + (heard.isPresent() ? 1 : 0);
      int words = words(headline) + words(fix) + words(keep.orElse(""));
      words += heard.isPresent() ? words(spoken().orElse("")) : 0;
      for (Mend mend : mends) {
        boolean isHeard = heard.isPresent() && mend.equals(heard.get());
        boolean keyPoint =
            mend.id().equals(KEY_POINT)
                || mend.mistake().map(Findings.Mistake::missingKeyPoint).orElse(false);
        if (!isHeard
            && (notes.size() + reserved >= MOST_NOTES
                || (keyPoint && keyPointsTold >= MOST_KEY_POINTS))) {
          continue;
        }
        int told = keyPointsTold;
        String note = text(mend, NOTE_LENGTH);
        if (note.isEmpty() || isSaid(note) || (!isHeard && words + words(note) > MOST_WORDS)) {
          keyPointsTold = told;
          continue;
        }
        words += isHeard ? 0 : words(note);
        reserved -= isHeard ? 1 : 0;
        place.ifPresent(quotedPlaces::add);
        notes.add(note);
      }
      keep.filter(note -> !isSaid(note)).ifPresent(notes::add);
      Optional<String> tip = about.scores().passed() ? Optional.empty() : tip();
      if (tip.isPresent() && notes.size() < MOST_NOTES && words + words(tip.get()) <= MOST_WORDS) {
        notes.add(tip.get());
      }
    }

    /** The first of the question's tips that is not said already in other words. */
    private Optional<String> tip() {
      Set<String> said = stems(fix + " " + String.join(" ", notes));
      return about.question().stream()
          .flatMap(asked -> asked.tips().stream())
          .filter(tip -> stems(tip).stream().noneMatch(said::contains))
          .findFirst()
          .map(tip -> say(about, "note_tip", Map.of("text", sentence(tip))));
    }

    /** What works already: the words that the company looks for, or the measured outcome. */
    private Optional<String> keep() {
      Optional<Span> met = about.focus().flatMap(CompanyFocus::evidence);
      if (met.isPresent() && about.looksFor().isPresent() && about.companyName().isPresent()) {
        Optional<String> quote =
            quoted(around(met.get()), QUOTE_LENGTHS[1]).filter(words -> !isSaid(words));
        if (quote.isPresent()) {
          String note = company(about, "note_company_met", Map.of("quote", quote.get()));
          return Optional.of(note).filter(said -> said.length() <= NOTE_LENGTH);
        }
      }
      return about.firstMetrics().stream()
          .filter(metric -> metric.outcome() && hasDigit(metric))
          .filter(metric -> about.partAt(metric.span().start()) == Part.RESULT)
          .findFirst()
          .flatMap(metric -> quoted(around(metric.span()), QUOTE_LENGTHS[1]))
          .filter(quote -> !isSaid(quote) && !headline.contains("\""))
          .map(quote -> say(about, "note_keep", Map.of("quote", quote)));
    }

    /** What is heard in a spoken answer and costs points: the first of it. */
    private Optional<String> spoken() {
      if (about.delivery().isEmpty()) {
        return Optional.empty();
      }
      Delivery delivery = about.delivery().get();
      Marks marks = rubric.marks();
      if (delivery.wordsPerMinute() > marks.paceWpm().get(2)) {
        return Optional.of(say(about, "note_pace_fast", number(delivery.wordsPerMinute())));
      }
      if (delivery.wordsPerMinute() < marks.paceWpm().get(1)) {
        return Optional.of(say(about, "note_pace_slow", number(delivery.wordsPerMinute())));
      }
      Optional<String> filler = about.firstFiller().flatMap(span -> quoted(span, 20));
      if (delivery.fillersPer100() > marks.fillersPer100().get(0) && filler.isPresent()) {
        String rounded = Long.toString(Math.round(delivery.fillersPer100()));
        return Optional.of(
            say(about, "note_fillers", Map.of("number", rounded, "quote", filler.get())));
      }
      if (delivery.seconds() > marks.lengthSeconds().get(2)) {
        return Optional.of(say(about, "note_long", number(delivery.seconds())));
      }
      if (delivery.seconds() < marks.lengthSeconds().get(1)) {
        return Optional.of(say(about, "note_short", number(delivery.seconds())));
      }
      return Optional.empty();
    }

    private boolean isSaid(String words) {
      return headline.contains(words)
          || fix.contains(words)
          || notes.stream().anyMatch(note -> note.contains(words));
    }

    // ---- words of the answer

    private Optional<String> quoted(Span span, int most) {
      return Quotation.of(about.text(), span, most);
    }

    private Optional<Span> firstSentence() {
      return about.sentences().stream().map(Scorecard.Sentence::span).findFirst();
    }

    private Optional<Span> lastSentence() {
      int last = about.sentences().size() - 1;
      return last < 0 ? Optional.empty() : Optional.of(about.sentences().get(last).span());
    }

    /** The first sentence that begins with "I". */
    private Optional<Span> ownSentence() {
      String text = about.text();
      return about.sentences().stream()
          .map(Scorecard.Sentence::span)
          .filter(span -> text.startsWith("I ", span.start()) && span.end() - span.start() > 10)
          .findFirst();
    }

    private Optional<Span> first(Part part) {
      return about.sentences().stream()
          .filter(sentence -> sentence.part() == part)
          .map(Scorecard.Sentence::span)
          .findFirst();
    }

    private Optional<Span> last(Part part) {
      for (int i = about.sentences().size() - 1; i >= 0; i--) {
        if (about.sentences().get(i).part() == part) {
          return Optional.of(about.sentences().get(i).span());
        }
      }
      return Optional.empty();
    }

    /** The evidence with its clause or a few words before it, and the rest of its sentence. */
    private Span around(Span evidence) {
      Span sentence = sentenceOf(evidence);
      return Quotation.around(about.text(), sentence, evidence, QUOTE_LENGTHS[1], WORDS_BEFORE);
    }
  }

  private static boolean is(Findings.Mistake mistake, GeneralMistake general) {
    return mistake.general().equals(Optional.of(general));
  }

  /** What the company looks for: of a person where its words allow that, else as they are. */
  private String company(Case about, String id, Map<String, String> names) {
    String focus = about.looksFor().orElseThrow().focus();
    Optional<String> person = person(focus);
    var all = new HashMap<>(names);
    all.put("company", about.companyName().orElseThrow());
    all.put("text", person.orElse(withoutStop(focus)));
    return say(about, person.isPresent() ? id : id + "_named", all);
  }

  /** "Says who wanted what." goes on from "somebody who"; empty if the text does not. */
  private static Optional<String> person(String text) {
    int end = text.indexOf(' ');
    String said = withoutStop(text);
    boolean verb = end > 1 && (text.charAt(end - 1) == 's' || text.startsWith("s,", end - 2));
    if (said.indexOf('.') >= 0 || !(verb || text.startsWith("First "))) {
      return Optional.empty();
    }
    return Optional.of(Character.toLowerCase(said.charAt(0)) + said.substring(1));
  }

  /** The first letters of the longer words. */
  private static Set<String> stems(String text) {
    var stems = new TreeSet<String>();
    for (String word : text.split("[^A-Za-z]+", -1)) {
      if (word.length() >= STEM) {
        stems.add(word.substring(0, STEM).toLowerCase(Locale.ROOT));
      }
    }
    return stems;
  }

  private static Map<String, String> number(double value) {
    return Map.of("number", Long.toString(Math.round(value)));
  }

  private static Level level(Case about) {
    return about.answer().level().orElse(Level.MID);
  }

  private static int words(String text) {
    return text.isEmpty() ? 0 : 1 + (int) text.chars().filter(c -> c == ' ').count();
  }

  private String say(Case about, String id, Map<String, String> names) {
    String sentence = rubric.critique().sentence(id, level(about));
    // Filled in one pass, so that braces in an answer stay what they are.
    var said = new StringBuilder(sentence.length() + 100);
    int at = 0;
    while (at < sentence.length()) {
      int open = sentence.indexOf('{', at);
      int close = open < 0 ? -1 : sentence.indexOf('}', open);
      String value = close < 0 ? null : names.get(sentence.substring(open + 1, close));
      if (value == null) {
        said.append(sentence, at, sentence.length());
        break;
      }
      said.append(sentence, at, open).append(value);
      at = close + 1;
    }
    return said.toString();
  }

  private static String withoutStop(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static String sentence(String text) {
    char last = text.charAt(text.length() - 1);
    return last == '.' || last == '?' || last == '!' ? text : text + ".";
  }
}
