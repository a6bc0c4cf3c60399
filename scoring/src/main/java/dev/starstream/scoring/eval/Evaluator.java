package dev.starstream.scoring.eval;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.eval.Evaluation.Counts;
import dev.starstream.scoring.eval.Evaluation.MisjudgedMetric;
import dev.starstream.scoring.eval.Evaluation.MisjudgedMistake;
import dev.starstream.scoring.eval.Evaluation.MisjudgedSentence;
import dev.starstream.scoring.eval.Evaluation.PresenceFigures;
import dev.starstream.scoring.eval.Evaluation.SentenceFigures;
import dev.starstream.scoring.eval.Evaluation.Share;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.Scorecard;
import dev.starstream.scoring.score.Scorecard.Sentence;
import dev.starstream.scoring.score.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Counts for one {@link Evaluation}: the mutable side of it, used by one thread, once. */
final class Evaluator {
  private static final List<GeneralMistake> STORYLESS =
      List.of(
          GeneralMistake.HYPOTHETICAL, GeneralMistake.GENERIC_VAGUE, GeneralMistake.NOT_AN_ANSWER);

  private final BiFunction<Answer, Optional<Question>, Scorecard> scorer;
  private final StoryTally all = new StoryTally();
  private final SentenceTally resultFirst = new SentenceTally();
  private final Map<Part, ShareTally> flagFalls = new EnumMap<>(Part.class);
  private int metricAnswers;
  private final Tally spans = new Tally();
  private final ShareTally kind = new ShareTally();
  private final ShareTally outcome = new ShareTally();
  private final ShareTally outcomeMetric = new ShareTally();
  private final Map<String, Tally> mistakes = new TreeMap<>();
  private final ShareTally givenActionOrResult = new ShareTally();
  private final Map<GeneralMistake, ShareTally> flagged = new EnumMap<>(GeneralMistake.class);
  private final Tally keyPoints = new Tally();
  private final ShareTally companyFocus = new ShareTally();
  private final Map<String, StoryTally> voices = new TreeMap<>();
  private final List<MisjudgedSentence> wrongSentences = new ArrayList<>();
  private final List<MisjudgedMistake> wrongMistakes = new ArrayList<>();
  private final List<MisjudgedMetric> wrongMetrics = new ArrayList<>();

  Evaluator(BiFunction<Answer, Optional<Question>, Scorecard> scorer) {
    this.scorer = scorer;
    Evaluation.STAR.forEach(part -> flagFalls.put(part, new ShareTally()));
    STORYLESS.forEach(mistake -> flagged.put(mistake, new ShareTally()));
  }

  Evaluation evaluate(Collection<LabelledAnswer> answers) {
    answers.forEach(this::add);
    var byMistake = new LinkedHashMap<String, Counts>();
    mistakes.forEach((id, tally) -> byMistake.put(id, tally.counts()));
    var byVoice = new LinkedHashMap<String, Evaluation.VoiceFigures>();
    voices.forEach(
        (voice, tally) ->
            byVoice.put(
                voice,
                new Evaluation.VoiceFigures(
                    tally.answers, tally.sentences.figures(), tally.presence())));
    return new Evaluation(
        all.answers,
        all.sentences.figures(),
        resultFirst.figures(),
        all.presence(),
        shares(flagFalls),
        new Evaluation.MetricFigures(
            metricAnswers, spans.counts(), kind.share(), outcome.share(), outcomeMetric.share()),
        byMistake,
        new Evaluation.StorylessFigures(givenActionOrResult.share(), shares(flagged)),
        keyPoints.counts(),
        companyFocus.share(),
        byVoice,
        new Evaluation.Misjudged(wrongSentences, wrongMistakes, wrongMetrics));
  }

  private static <K> Map<K, Share> shares(Map<K, ShareTally> tallies) {
    var shares = new LinkedHashMap<K, Share>();
    tallies.forEach((key, tally) -> shares.put(key, tally.share()));
    return shares;
  }

  private void add(LabelledAnswer labelled) {
    var groups = new ArrayList<StoryTally>(List.of(all));
    labelled
        .voice()
        .ifPresent(voice -> groups.add(voices.computeIfAbsent(voice, any -> new StoryTally())));
    groups.forEach(group -> group.answers++);
    Scorecard card = score(labelled);
    labelled.sentences().ifPresent(sentences -> addSentences(labelled, sentences, card, groups));
    labelled.resultFirst().ifPresent(this::addResultFirst);
    if (Evaluation.STAR.stream().anyMatch(labelled::tells)) {
      addPresence(labelled, groups);
    }
    labelled.metrics().ifPresent(metrics -> addMetrics(labelled, metrics, card));
    addMistakes(labelled, card);
    if (labelled.isStoryless()) {
      givenActionOrResult.add(
          card.star().get(Part.ACTION).present() || card.star().get(Part.RESULT).present());
      flagged.forEach((mistake, tally) -> tally.add(card.has(mistake.id())));
    }
    for (Scorecard.KeyPointFinding point : card.keyPoints()) {
      Boolean judged = labelled.keyPoints().get(point.id());
      if (judged != null) {
        keyPoints.add(judged, point.covered());
      }
    }
    if (labelled.companyFocus().isPresent()) {
      boolean addressed = card.companyFocus().map(Scorecard.CompanyFocus::addressed).orElse(false);
      companyFocus.add(addressed == labelled.companyFocus().get());
    }
  }

  private Scorecard score(LabelledAnswer labelled) {
    return scorer.apply(labelled.answer(), labelled.question());
  }

  // ---- parts

  private void addSentences(
      LabelledAnswer labelled, List<Sentence> sentences, Scorecard card, List<StoryTally> groups) {
    List<Part> scored = scored(sentences, card);
    for (int i = 0; i < sentences.size(); i++) {
      Part right = sentences.get(i).part();
      Part said = scored.get(i);
      groups.forEach(group -> group.sentences.add(right, said));
      if (LabelledAnswer.inStar(right) != LabelledAnswer.inStar(said)) {
        String text = sentences.get(i).span().of(labelled.answer().text());
        wrongSentences.add(new MisjudgedSentence(labelled.id(), right, said, text));
      }
    }
    groups.forEach(group -> group.sentences.answers++);
  }

  private void addResultFirst(LabelledAnswer moved) {
    List<Sentence> sentences = moved.sentences().orElse(List.of());
    List<Part> scored = scored(sentences, score(moved));
    for (int i = 0; i < sentences.size(); i++) {
      resultFirst.add(sentences.get(i).part(), scored.get(i));
    }
    resultFirst.answers++;
  }

  /**
   * The scorer's part of each labelled sentence: that of its own sentence which shares most
   * characters, the first of several, none if it has no sentence there.
   */
  private static List<Part> scored(List<Sentence> labelled, Scorecard card) {
    var parts = new ArrayList<Part>();
    List<Sentence> own = card.sentences();
    int from = 0;
    for (Sentence sentence : labelled) {
      Span span = sentence.span();
      // Both are in order: what ends before this sentence ends before the next one too.
      while (from < own.size() && own.get(from).span().end() <= span.start()) {
        from++;
      }
      Part best = Part.NONE;
      int most = 0;
      for (int i = from; i < own.size() && own.get(i).span().start() < span.end(); i++) {
        Span other = own.get(i).span();
        int shared = Math.min(span.end(), other.end()) - Math.max(span.start(), other.start());
        if (shared > most) {
          most = shared;
          best = own.get(i).part();
        }
      }
      parts.add(best);
    }
    return parts;
  }

  private void addPresence(LabelledAnswer labelled, List<StoryTally> groups) {
    LabelledAnswer story = labelled.recomposed();
    Scorecard whole = score(story);
    groups.forEach(group -> group.addPresence(story, whole));
    for (Part part : Evaluation.STAR) {
      if (!story.tells(part)) {
        continue;
      }
      Optional<LabelledAnswer> rest = story.without(part);
      if (rest.isEmpty()) {
        continue;
      }
      Scorecard card = score(rest.get());
      groups.forEach(group -> group.addPresence(rest.get(), card));
      if (isPresent(part, whole)) {
        flagFalls.get(part).add(!isPresent(part, card));
      }
    }
  }

  private static boolean isPresent(Part part, Scorecard card) {
    return card.star().get(part).present()
        || (part == Part.RESULT && card.star().get(Part.LEARNING).present());
  }

  // ---- metrics and mistakes

  private void addMetrics(
      LabelledAnswer labelled, List<LabelledAnswer.Metric> metrics, Scorecard card) {
    metricAnswers++;
    String text = labelled.answer().text();
    var left = new LinkedHashMap<Span, Scorecard.Metric>();
    card.metrics().forEach(metric -> left.put(metric.span(), metric));
    boolean anyOutcome = false;
    for (LabelledAnswer.Metric right : metrics) {
      anyOutcome |= right.outcome();
      Scorecard.Metric said = left.remove(right.span());
      String shouldBe = words(right.kind(), right.outcome());
      String is = said == null ? "nothing" : words(said.kind(), said.outcome());
      spans.add(true, said != null);
      if (said != null) {
        kind.add(said.kind() == right.kind());
        outcome.add(said.outcome() == right.outcome());
      }
      if (!shouldBe.equals(is)) {
        wrongMetrics.add(new MisjudgedMetric(labelled.id(), right.span().of(text), shouldBe, is));
      }
    }
    for (Scorecard.Metric said : left.values()) {
      spans.add(false, true);
      wrongMetrics.add(
          new MisjudgedMetric(
              labelled.id(), said.span().of(text), "nothing", words(said.kind(), said.outcome())));
    }
    outcomeMetric.add(anyOutcome == card.outcomeMetric());
  }

  private static String words(MetricKind kind, boolean outcome) {
    return kind.id() + (outcome ? ", outcome" : "");
  }

  private void addMistakes(LabelledAnswer labelled, Scorecard card) {
    labelled
        .mistakes()
        .forEach(
            (id, right) -> {
              boolean said = card.has(id);
              mistakes.computeIfAbsent(id, any -> new Tally()).add(right, said);
              if (said != right) {
                wrongMistakes.add(new MisjudgedMistake(labelled.id(), id, right));
              }
            });
  }

  // ---- counting

  private static final class Tally {
    private int truePositives;
    private int falsePositives;
    private int falseNegatives;
    private int trueNegatives;

    void add(boolean labelled, boolean scored) {
      truePositives += labelled && scored ? 1 : 0;
      falsePositives += !labelled && scored ? 1 : 0;
      falseNegatives += labelled && !scored ? 1 : 0;
      trueNegatives += !labelled && !scored ? 1 : 0;
    }

    Counts counts() {
      return new Counts(truePositives, falsePositives, falseNegatives, trueNegatives);
    }
  }

  private static final class ShareTally {
    private int hits;
    private int of;

    void add(boolean hit) {
      hits += hit ? 1 : 0;
      of++;
    }

    Share share() {
      return new Share(hits, of);
    }
  }

  private static final class SentenceTally {
    private final int[][] confusion = new int[Part.values().length][Part.values().length];
    private int answers;

    void add(Part labelled, Part scored) {
      confusion[labelled.index()][scored.index()]++;
    }

    SentenceFigures figures() {
      var rows = new ArrayList<List<Integer>>();
      for (int[] row : confusion) {
        rows.add(Arrays.stream(row).boxed().toList());
      }
      return new SentenceFigures(answers, rows);
    }
  }

  private static final class StoryTally {
    private final SentenceTally sentences = new SentenceTally();
    private final Map<Part, Tally> presence = new EnumMap<>(Part.class);
    private int answers;
    private int texts;

    StoryTally() {
      Evaluation.STAR.forEach(part -> presence.put(part, new Tally()));
    }

    void addPresence(LabelledAnswer labelled, Scorecard card) {
      texts++;
      presence.forEach((part, tally) -> tally.add(labelled.tells(part), isPresent(part, card)));
    }

    PresenceFigures presence() {
      var byPart = new LinkedHashMap<Part, Counts>();
      presence.forEach((part, tally) -> byPart.put(part, tally.counts()));
      return new PresenceFigures(texts, byPart);
    }
  }
}
