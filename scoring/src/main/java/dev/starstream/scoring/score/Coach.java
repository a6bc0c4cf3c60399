package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.CoachPhrases;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.InvalidRubricException;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.Marks;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.score.Scorecard.CompanyFocus;
import dev.starstream.scoring.score.Scorecard.Critique;
import dev.starstream.scoring.score.Scorecard.KeyPointFinding;
import dev.starstream.scoring.score.Scorecard.LevelFit;
import dev.starstream.scoring.score.Scorecard.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes the critique: a headline, the one fix that would gain most and what it would gain, and at
 * most five notes, each tied to words of the answer, to the question or to the company.
 */
final class Coach {
  private static final int MOST_NOTES = 5;
  private static final int MISTAKE_NOTES = 3;
  private static final int QUOTED_WORDS = 14;
  private static final int WORDS_BEFORE = 5;

  /** Everything that the critique may speak of. */
  record Case(
      Answer answer,
      Optional<Question> question,
      Optional<Question.CompanyFocus> looksFor,
      Optional<String> companyName,
      Findings findings,
      Scores scores,
      List<Scorecard.Sentence> sentences,
      List<Metric> metrics,
      List<KeyPointFinding> keyPoints,
      Optional<CompanyFocus> focus,
      Optional<LevelFit> fit,
      Optional<Delivery> delivery,
      Optional<Span> firstFiller) {}

  private record Gain(Findings.Mistake mistake, double gain) {}

  /** The sentences that this class says; each must be in {@code critique.yaml}. */
  private static final Set<String> SENTENCES =
      Set.of(
          "headline_not_an_answer",
          "headline_language",
          "headline_hypothetical",
          "headline_generic",
          "headline_whole",
          "headline_whole_unmeasured",
          "headline_missing_measured",
          "headline_missing",
          "headline_no_result",
          "headline_no_action",
          "headline_thin",
          "fix",
          "note_where",
          "note_quote",
          "note_mistake",
          "note_keep",
          "note_target",
          "note_key_point",
          "note_key_point_named",
          "note_tip",
          "note_company_missed",
          "note_company_missed_named",
          "note_company_met",
          "note_level_below",
          "note_pace_fast",
          "note_pace_slow",
          "note_fillers",
          "note_long",
          "note_short");

  private final Rubric rubric;

  Coach(Rubric rubric) {
    this.rubric = rubric;
    Set<String> given = rubric.critique().sentences().keySet();
    if (!given.equals(SENTENCES)) {
      throw new InvalidRubricException(
          List.of(
              "critique.yaml: "
                  + new TreeSet<>(given)
                  + " (expected: "
                  + new TreeSet<>(SENTENCES)
                  + ")"));
    }
  }

  Critique critique(Case about) {
    if (about.findings().has(GeneralMistake.LANGUAGE_NOT_SUPPORTED)) {
      // Nothing was judged, so no points can be promised.
      return new Critique(
          headline(about), about.findings().mistakes().get(0).advice(), 0, List.of());
    }
    List<Gain> gains = gains(about);
    String fix = "";
    double gain = 0;
    if (!gains.isEmpty() && gains.get(0).gain() > 0) {
      gain = gains.get(0).gain();
      fix =
          say(
              about,
              "fix",
              Map.of(
                  "advice", fixAdvice(about, gains.get(0).mistake()),
                  "points", Long.toString(Math.max(1, Math.round(100 * gain)))));
    } else if (!gains.isEmpty()) {
      fix = gains.get(0).mistake().advice();
    }
    return new Critique(headline(about), fix, gain, notes(about, gains));
  }

  /** A result that is told with its measure mends both that it is missing and that it has none. */
  private static String fixAdvice(Case about, Findings.Mistake mended) {
    if (!mended.general().equals(Optional.of(GeneralMistake.NO_QUANTIFIED_RESULT))) {
      return mended.advice();
    }
    return about.findings().mistakes().stream()
        .filter(mistake -> mistake.general().equals(Optional.of(GeneralMistake.NO_RESULT)))
        .map(mistake -> mistake.advice() + " " + mended.advice())
        .findFirst()
        .orElse(mended.advice());
  }

  /** What each mistake costs: the overall score without it, less the score as it is. */
  private List<Gain> gains(Case about) {
    var gains = new ArrayList<Gain>();
    for (Findings.Mistake mistake : about.findings().mistakes()) {
      Scores mended = Scores.of(about.findings().without(mistake), rubric, about.answer().level());
      gains.add(new Gain(mistake, Scores.round(mended.overall() - about.scores().overall())));
    }
    gains.sort(
        Comparator.comparingDouble((Gain gain) -> -gain.gain())
            .thenComparing(gain -> gain.mistake().severity()));
    return gains;
  }

  private String headline(Case about) {
    Findings findings = about.findings();
    if (findings.has(GeneralMistake.LANGUAGE_NOT_SUPPORTED)) {
      return say(about, "headline_language", Map.of());
    }
    if (findings.has(GeneralMistake.NOT_AN_ANSWER)) {
      return say(about, "headline_not_an_answer", Map.of());
    }
    if (findings.has(GeneralMistake.HYPOTHETICAL)) {
      return say(about, "headline_hypothetical", Map.of());
    }
    if (findings.has(GeneralMistake.GENERIC_VAGUE)) {
      return say(about, "headline_generic", Map.of());
    }
    boolean action = findings.has(Part.ACTION);
    boolean result = findings.has(Part.RESULT);
    if (!action) {
      return say(about, result ? "headline_no_action" : "headline_thin", Map.of());
    }
    if (!result) {
      return say(about, "headline_no_result", Map.of());
    }
    var missing = new ArrayList<String>();
    for (Part part : List.of(Part.SITUATION, Part.TASK, Part.LEARNING)) {
      if (!findings.has(part)) {
        missing.add("the " + part.id());
      }
    }
    boolean measured = findings.outcomeMetric();
    if (missing.isEmpty()) {
      return say(about, measured ? "headline_whole" : "headline_whole_unmeasured", Map.of());
    }
    return say(
        about,
        measured ? "headline_missing_measured" : "headline_missing",
        Map.of("missing", listed(missing)));
  }

  /** "the task", "the task and the learning", "the situation, the task and the learning". */
  private static String listed(List<String> names) {
    int last = names.size() - 1;
    String start = String.join(", ", names.subList(0, last));
    return start.isEmpty() ? names.get(last) : start + " and " + names.get(last);
  }

  private List<String> notes(Case about, List<Gain> gains) {
    var notes = new ArrayList<String>();
    String fixed = gains.isEmpty() ? "" : fixAdvice(about, gains.get(0).mistake());
    if (!gains.isEmpty() && gains.get(0).mistake().evidence().isPresent()) {
      String quote = quote(about, gains.get(0).mistake().evidence().get());
      notes.add(say(about, "note_where", Map.of("quote", quote)));
    }
    int told = 0;
    for (Gain gain : gains.subList(Math.min(1, gains.size()), gains.size())) {
      Findings.Mistake mistake = gain.mistake();
      boolean said = notes.stream().anyMatch(note -> note.contains(mistake.advice()));
      if (told == MISTAKE_NOTES
          || said
          || fixed.contains(mistake.advice())
          || implied(about, mistake)) {
        continue;
      }
      told++;
      notes.add(
          mistake.evidence().isPresent()
              ? say(
                  about,
                  "note_quote",
                  Map.of(
                      "quote", quote(about, mistake.evidence().get()),
                      "advice", mistake.advice()))
              : say(about, "note_mistake", Map.of("advice", mistake.advice())));
    }
    addTarget(about, notes);
    addCompany(about, notes);
    addKeyPoint(about, notes);
    addDelivery(about, notes);
    addLevel(about, notes);
    addKeep(about, notes);
    return notes.size() > MOST_NOTES ? notes.subList(0, MOST_NOTES) : notes;
  }

  /** Whoever tells no story lacks all its parts; saying so once is enough. */
  private static boolean implied(Case about, Findings.Mistake mistake) {
    Findings findings = about.findings();
    boolean unmeasured =
        mistake.general().equals(Optional.of(GeneralMistake.NO_QUANTIFIED_RESULT))
            && findings.has(GeneralMistake.NO_RESULT);
    boolean part =
        mistake.general().isPresent()
            && switch (mistake.general().get()) {
              case NO_SITUATION, NO_ACTION, NO_RESULT, NO_QUANTIFIED_RESULT, NO_LEARNING -> true;
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
                  false;
            };
    return unmeasured || (tellsNoStory(about) && (part || mistake.missingKeyPoint()));
  }

  private static boolean tellsNoStory(Case about) {
    return about.findings().has(GeneralMistake.HYPOTHETICAL)
        || about.findings().has(GeneralMistake.GENERIC_VAGUE)
        || about.findings().has(GeneralMistake.NOT_AN_ANSWER);
  }

  /** A number that is a plan is often meant as the result; a team size is not. */
  private void addTarget(Case about, List<String> notes) {
    if (about.findings().outcomeMetric() || !about.findings().has(Part.ACTION)) {
      return;
    }
    for (Metric metric : about.metrics()) {
      if (measuresAnEffect(metric)) {
        notes.add(say(about, "note_target", Map.of("quote", quote(about, metric.span()))));
        return;
      }
    }
  }

  private static boolean measuresAnEffect(Metric metric) {
    return switch (metric.kind()) {
      case PERCENT, MONEY, MULTIPLIER, DELTA, SCORE -> true;
      case DURATION, COUNT -> false;
    };
  }

  private void addCompany(Case about, List<String> notes) {
    if (about.focus().isEmpty() || about.looksFor().isEmpty() || about.companyName().isEmpty()) {
      return;
    }
    String company = about.companyName().get();
    Optional<Span> evidence = about.focus().get().evidence();
    if (evidence.isPresent()) {
      if (notes.size() < MOST_NOTES - 1 && !tellsNoStory(about)) {
        String quote = quote(about, around(about, evidence.get()));
        notes.add(say(about, "note_company_met", Map.of("quote", quote, "company", company)));
      }
    } else {
      String focus = sentence(about.looksFor().get().focus());
      boolean verb = startsWithVerb(focus);
      notes.add(
          say(
              about,
              verb ? "note_company_missed" : "note_company_missed_named",
              Map.of("company", company, "text", verb ? lowerFirst(focus) : focus)));
    }
  }

  /** The evidence with a few words before it and the rest of its sentence. */
  private static Span around(Case about, Span evidence) {
    String text = about.answer().text();
    for (Scorecard.Sentence sentence : about.sentences()) {
      Span span = sentence.span();
      if (span.start() <= evidence.start() && evidence.end() <= span.end()) {
        int start = evidence.start();
        for (int words = 0; words <= WORDS_BEFORE && start > span.start(); words++) {
          start--;
          while (start > span.start() && !Character.isWhitespace(text.charAt(start - 1))) {
            start--;
          }
          while (words < WORDS_BEFORE
              && start > span.start()
              && Character.isWhitespace(text.charAt(start - 1))) {
            start--;
          }
        }
        return new Span(start, span.end());
      }
    }
    return evidence;
  }

  /** Most of the catalogue's texts go on from "an answer that ...": "Says who wanted what." */
  private static boolean startsWithVerb(String text) {
    int end = text.indexOf(' ');
    return end > 2 && text.charAt(end - 1) == 's' && text.indexOf('.') == text.length() - 1;
  }

  private static String lowerFirst(String text) {
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  private void addKeyPoint(Case about, List<String> notes) {
    if (about.question().isEmpty()) {
      return;
    }
    Question question = about.question().get();
    for (int i = 0; i < about.keyPoints().size() && !tellsNoStory(about); i++) {
      if (!about.keyPoints().get(i).covered()) {
        String text = sentence(question.keyPoints().get(i).text());
        boolean verb = startsWithVerb(text);
        notes.add(
            say(
                about,
                verb ? "note_key_point" : "note_key_point_named",
                Map.of("text", verb ? lowerFirst(text) : text)));
        break;
      }
    }
    if (!question.tips().isEmpty() && about.findings().mistakes().size() > 1) {
      notes.add(say(about, "note_tip", Map.of("text", sentence(question.tips().get(0)))));
    }
  }

  private void addDelivery(Case about, List<String> notes) {
    if (about.delivery().isEmpty()) {
      return;
    }
    Delivery delivery = about.delivery().get();
    Marks marks = rubric.marks();
    var spoken = new ArrayList<String>();
    if (delivery.wordsPerMinute() > marks.paceWpm().get(2)) {
      spoken.add(say(about, "note_pace_fast", number(delivery.wordsPerMinute())));
    } else if (delivery.wordsPerMinute() < marks.paceWpm().get(1)) {
      spoken.add(say(about, "note_pace_slow", number(delivery.wordsPerMinute())));
    }
    if (delivery.fillersPer100() > marks.fillersPer100().get(0)
        && about.firstFiller().isPresent()) {
      spoken.add(
          say(
              about,
              "note_fillers",
              Map.of(
                  "number", Long.toString(Math.round(delivery.fillersPer100())),
                  "quote", quote(about, about.firstFiller().get()))));
    }
    if (delivery.seconds() > marks.lengthSeconds().get(2)) {
      spoken.add(say(about, "note_long", number(delivery.seconds())));
    } else if (delivery.seconds() < marks.lengthSeconds().get(1)) {
      spoken.add(say(about, "note_short", number(delivery.seconds())));
    }
    // What is heard comes before what could be said: one such note always finds a place.
    if (!spoken.isEmpty()) {
      notes.add(Math.min(notes.size(), MOST_NOTES - 2), spoken.get(0));
    }
  }

  private static Map<String, String> number(double value) {
    return Map.of("number", Long.toString(Math.round(value)));
  }

  private void addLevel(Case about, List<String> notes) {
    if (about.fit().isEmpty() || about.fit().get().fits() || !about.findings().has(Part.ACTION)) {
      return;
    }
    LevelFit fit = about.fit().get();
    notes.add(
        say(
            about,
            "note_level_below",
            Map.of("shown", fit.shown().id(), "level", fit.asked().id())));
  }

  private void addKeep(Case about, List<String> notes) {
    for (Metric metric : about.metrics()) {
      boolean none = metric.value().isPresent() && metric.value().getAsDouble() == 0;
      if (metric.outcome() && (measuresAnEffect(metric) || none)) {
        notes.add(
            Math.min(notes.size(), MOST_NOTES - 1),
            say(about, "note_keep", Map.of("quote", quote(about, metric.span()))));
        return;
      }
    }
  }

  private String say(Case about, String id, Map<String, String> names) {
    CoachPhrases phrases = rubric.critique();
    String sentence = phrases.sentence(id, about.answer().level().orElse(Level.MID));
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

  /** The first words of the evidence in quotation marks. */
  private static String quote(Case about, Span span) {
    String text = about.answer().text();
    int end = span.start();
    int words = 0;
    while (end < span.end() && words < QUOTED_WORDS && end - span.start() < 160) {
      while (end < span.end() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      words++;
      if (words < QUOTED_WORDS) {
        while (end < span.end() && Character.isWhitespace(text.charAt(end))) {
          end++;
        }
      }
    }
    int last = Math.min(end, span.start() + 200);
    if (last > span.start()
        && last < span.end()
        && Character.isHighSurrogate(text.charAt(last - 1))) {
      last--;
    }
    String quoted =
        text.substring(span.start(), last).strip().replace('\n', ' ').replace('\r', ' ');
    boolean cut = last < span.end();
    if (!cut) {
      while (!quoted.isEmpty() && ".!?".indexOf(quoted.charAt(quoted.length() - 1)) >= 0) {
        quoted = quoted.substring(0, quoted.length() - 1);
      }
    }
    return "\"" + quoted.replace('"', '\'') + (cut ? " ...\"" : "\"");
  }

  private static String sentence(String text) {
    char last = text.charAt(text.length() - 1);
    return last == '.' || last == '?' || last == '!' ? text : text + ".";
  }
}
