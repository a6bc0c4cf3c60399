package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.MistakeRule;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.score.Explanation.Cue;
import dev.starstream.scoring.score.Explanation.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Asks those who decided on one answer for their reasons. */
final class Explainer {
  private static final int CUES_OF_A_LIST = 3;

  /** Words whose points are told, for each mistake. */
  private static final int MOST_WORDS = 6;

  private static final int PHRASES_SHOWN = 4;

  private final Answer answer;
  private final Reading reading;
  private final Parts parts;
  private final Scorecard card;

  Explainer(Answer answer, Reading reading, Parts parts, Scorecard card) {
    this.answer = answer;
    this.reading = reading;
    this.parts = parts;
    this.card = card;
  }

  Explanation explain(
      TagReasons tags,
      OutcomeJudge outcomes,
      MistakeFinder finder,
      Optional<QuestionCues> question,
      Rubric rubric,
      Optional<Delivery> delivery,
      List<Explanation.Points> points) {
    var presence = new ArrayList<Explanation.Presence>();
    card.star()
        .forEach(
            (part, told) ->
                presence.add(
                    new Explanation.Presence(
                        part,
                        told.present(),
                        tags.probability().get(part),
                        tags.threshold().get(part))));
    var metrics = new ArrayList<Explanation.MetricReasons>();
    for (int i = 0; i < card.metrics().size(); i++) {
      var reasons = outcomes.explain(reading.quantities().get(i), reading, parts);
      metrics.add(new Explanation.MetricReasons(card.metrics().get(i), reasons));
    }
    var mistakes = new ArrayList<Explanation.MistakeReasons>();
    for (Scorecard.MistakeFinding mistake : card.mistakes()) {
      mistakes.add(
          general(mistake.id())
              .map(kind -> general(mistake, kind, presence, finder, rubric.rule(kind)))
              .orElseGet(() -> own(mistake, question)));
    }
    return new Explanation(
        answer,
        card,
        sentences(tags),
        presence,
        metrics,
        mistakes,
        keyPoints(question),
        delivery.map(Explainer::words),
        points);
  }

  private static Optional<GeneralMistake> general(String id) {
    for (GeneralMistake mistake : GeneralMistake.values()) {
      if (mistake.id().equals(id)) {
        return Optional.of(mistake);
      }
    }
    return Optional.empty();
  }

  // ---- sentences

  private List<Explanation.SentenceReasons> sentences(TagReasons tags) {
    var sentences = new ArrayList<Explanation.SentenceReasons>();
    for (int i = 0; i < card.sentences().size(); i++) {
      Scorecard.Sentence said = card.sentences().get(i);
      TagReasons.Sentence why = tags.sentences().get(i);
      Part chosen = best(why.scores(), Optional.empty());
      sentences.add(
          chosen == said.part()
              ? reasons(said.span(), chosen, why)
              // The text as a whole is no answer: its sentences were not asked.
              : new Explanation.SentenceReasons(
                  said.span(), said.part(), said.part(), 0, List.of()));
    }
    return sentences;
  }

  private static Explanation.SentenceReasons reasons(
      Span span, Part chosen, TagReasons.Sentence why) {
    Part runnerUp = best(why.scores(), Optional.of(chosen));
    double margin = why.scores().get(chosen) - why.scores().get(runnerUp);
    double rest = margin;
    var reasons = new ArrayList<Reason>();
    for (TagReasons.Feature feature : why.features()) {
      double weight =
          feature.weights().getOrDefault(chosen, 0.0)
              - feature.weights().getOrDefault(runnerUp, 0.0);
      rest -= weight;
      if (weight != 0) {
        reasons.add(new Reason(feature.name(), weight, feature.evidence()));
      }
    }
    // With the other part here, other sentences might be read otherwise too.
    if (Math.abs(rest) > 1e-9) {
      reasons.add(new Reason("other sentences read otherwise", rest, Optional.empty()));
    }
    reasons.sort(Comparator.comparingDouble((Reason reason) -> -Math.abs(reason.weight())));
    return new Explanation.SentenceReasons(span, chosen, runnerUp, margin, reasons);
  }

  private static Part best(Map<Part, Double> scores, Optional<Part> except) {
    Optional<Part> best = Optional.empty();
    for (Part part : Part.values()) {
      boolean better = best.isEmpty() || scores.get(part) > scores.get(best.get());
      if (better && !except.equals(Optional.of(part))) {
        best = Optional.of(part);
      }
    }
    return best.orElseThrow();
  }

  // ---- mistakes and key points

  private Explanation.MistakeReasons general(
      Scorecard.MistakeFinding mistake,
      GeneralMistake kind,
      List<Explanation.Presence> presence,
      MistakeFinder finder,
      MistakeRule rule) {
    var cues = new ArrayList<Cue>();
    for (String list : rule.cues().keySet()) {
      Integer number = finder.cuesOf(kind).get(list);
      int heard = 0;
      for (int i = 0; i < reading.sentences().count() && heard < CUES_OF_A_LIST; i++) {
        Optional<Span> words = reading.cues().first(number, i);
        if (words.isPresent()) {
          cues.add(new Cue(list, words.get()));
          heard++;
        }
      }
    }
    String why =
        rule.title()
            + ": "
            + seen(kind, presence)
            + limits(rule)
            + finder.scoreOf(kind).map(score -> weighed(score, finder)).orElse("");
    return new Explanation.MistakeReasons(mistake, why, cues);
  }

  /** The evidence that the decision was made of, in its own numbers. */
  private String weighed(EvidenceScore score, MistakeFinder finder) {
    TextFacts facts = finder.facts(reading, parts).setEffect(card.outcomeMetric());
    double sum = score.start();
    var evidence = new StringBuilder("; start ").append(points(score.start()));
    for (EvidenceScore.Found found : score.found(reading, parts, facts)) {
      sum += found.points();
      evidence.append(", ").append(found.name()).append(' ').append(points(found.points()));
    }
    double said = facts.said(score.mistake());
    if (said != 0) {
      evidence.append(", words ").append(points(said)).append(" (most of it");
      for (MistakeWords.Said word :
          finder.words().strongest(reading, score.mistake(), MOST_WORDS)) {
        evidence
            .append(' ')
            .append(word.word().of(reading.tokens().text).toLowerCase(Locale.ROOT))
            .append(' ')
            .append(points(word.points()));
      }
      sum += said;
      evidence.append(')');
    }
    return evidence.append(": ").append(points(sum)).append(" (made above 0)").toString();
  }

  private static String points(double points) {
    return String.format(Locale.ROOT, "%+.2f", points);
  }

  private String seen(GeneralMistake mistake, List<Explanation.Presence> presence) {
    return switch (mistake) {
      case NO_SITUATION -> absent(Part.SITUATION, presence);
      case NO_ACTION -> absent(Part.ACTION, presence);
      case NO_RESULT -> absent(Part.RESULT, presence);
      case NO_LEARNING -> absent(Part.LEARNING, presence);
      case NO_QUANTIFIED_RESULT ->
          "of " + card.metrics().size() + " metrics none measures an effect";
      case WE_INSTEAD_OF_I -> ownActs();
      case LONG_SITUATION ->
          "situation has "
              + percent(Part.SITUATION)
              + " of the words, action "
              + percent(Part.ACTION)
              + ", result "
              + percent(Part.RESULT);
      case HYPOTHETICAL -> "sentences say what one would do, and hardly any what was done";
      case ABSOLUTIST -> "one side is held as right, and its limits are not said";
      case BLAMES_OTHERS -> "others failed, and no part of it is owned";
      case NO_TRADEOFF -> "the question asks for one, and no sentence of the story names it";
      case SKIPS_TESTS_NO_SAFETY_NET -> "checks were left out, and nothing caught what they would";
      case PERFECTION_NO_BUSINESS_CASE ->
          "polish that nobody needed, and nothing of what it was worth";
      case GENERIC_VAGUE -> "no concrete event, or nothing that can be checked";
      case NOT_AN_ANSWER ->
          "the text as a whole ("
              + card.wordCount()
              + " words) is empty, too short, a question, a refusal, a repetition, code or the"
              + " question itself";
      case LANGUAGE_NOT_SUPPORTED -> "most little words are of another language than English";
    };
  }

  private static String absent(Part part, List<Explanation.Presence> presence) {
    for (Explanation.Presence one : presence) {
      if (one.part() == part) {
        return String.format(
            Locale.ROOT,
            "probability of a %s %.2f, present from %.2f on",
            part.id(),
            one.probability(),
            one.threshold());
      }
    }
    throw new IllegalArgumentException("part: " + part + " (expected: a part of STAR)");
  }

  private String ownActs() {
    int own = 0;
    int acts = 0;
    for (int i = 0; i < parts.count(); i++) {
      if (parts.part(i) == Part.ACTION) {
        acts++;
        own += MistakeFinder.isOwnAct(parts, i) ? 1 : 0;
      }
    }
    return "of " + acts + " sentences of action " + own + " say what the speaker did";
  }

  private String percent(Part part) {
    return String.format(Locale.ROOT, "%.0f%%", 100 * card.star().get(part).share());
  }

  private static String limits(MistakeRule rule) {
    if (rule.limits().isEmpty()) {
      return "";
    }
    var limits = new ArrayList<String>();
    rule.limits().forEach((name, limit) -> limits.add(name + " " + number(limit)));
    limits.sort(Comparator.naturalOrder());
    return " (limits: " + String.join(", ", limits) + ")";
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private Explanation.MistakeReasons own(
      Scorecard.MistakeFinding mistake, Optional<QuestionCues> question) {
    Optional<Question.Trigger> when =
        question.stream()
            .flatMap(asked -> asked.question().commonMistakes().stream())
            .filter(known -> known.id().equals(mistake.id()))
            .flatMap(known -> known.when().stream())
            .findFirst();
    if (when.isPresent() && when.get() instanceof Question.Trigger.MissingKeyPoint missing) {
      String why = "The question's own: the key point " + missing.keyPoint() + " is not covered";
      return new Explanation.MistakeReasons(mistake, why, List.of());
    }
    Optional<Span> words =
        question.flatMap(asked -> asked.in(reading, parts).mistake(mistake.id()));
    return new Explanation.MistakeReasons(
        mistake,
        "The question's own: it shows in what is said",
        words.stream().map(span -> new Cue("words", span)).toList());
  }

  private List<Explanation.KeyPointReasons> keyPoints(Optional<QuestionCues> question) {
    var phrases = new HashMap<String, List<String>>();
    question.ifPresent(
        asked ->
            asked
                .question()
                .keyPoints()
                .forEach(
                    point ->
                        phrases.put(
                            point.id(), point.cues().stream().map(cue -> cue.text()).toList())));
    var reasons = new ArrayList<Explanation.KeyPointReasons>();
    for (Scorecard.KeyPointFinding point : card.keyPoints()) {
      List<String> all = phrases.getOrDefault(point.id(), List.of());
      reasons.add(
          new Explanation.KeyPointReasons(
              point,
              point.covered() ? List.of() : all.subList(0, Math.min(PHRASES_SHOWN, all.size()))));
    }
    return reasons;
  }

  private static String words(Delivery delivery) {
    return String.format(
        Locale.ROOT,
        "%.0f words a minute, %.1f fillers in 100 words, %.0f seconds",
        delivery.wordsPerMinute(),
        delivery.fillersPer100(),
        delivery.seconds());
  }
}
