package dev.starstream.scoring.eval;

import static dev.starstream.scoring.rubric.Part.ACTION;
import static dev.starstream.scoring.rubric.Part.RESULT;
import static dev.starstream.scoring.rubric.Part.SITUATION;
import static dev.starstream.scoring.rubric.Part.TASK;

import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.AnswerScorer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How well the scorer reads labelled answers. It holds counts; the figures follow from them, and
 * are empty where nothing is labelled.
 *
 * @param answers all of them
 * @param parts the part of each labelled sentence
 * @param resultFirst the same where the results are told first: of the answers that this changes
 * @param presence which parts a text has: of each story, and of each story without one of its parts
 * @param flagFalls of the parts that are there and are seen in the whole story: how many are no
 *     longer seen when their sentences are gone; by part, in the order of STAR
 * @param mistakes by id, of the answers in which it is judged
 * @param keyPoints of all that are judged
 * @param companyFocus right judgements of all
 * @param voices by name; answers without a voice are in none
 */
public record Evaluation(
    int answers,
    SentenceFigures parts,
    SentenceFigures resultFirst,
    PresenceFigures presence,
    Map<Part, Share> flagFalls,
    MetricFigures metrics,
    Map<String, Counts> mistakes,
    StorylessFigures storyless,
    Counts keyPoints,
    Share companyFocus,
    Map<String, VoiceFigures> voices,
    Misjudged misjudged) {
  /** The parts that count, in their order; learning counts as result. */
  public static final List<Part> STAR = List.of(SITUATION, TASK, ACTION, RESULT);

  public Evaluation {
    flagFalls = Collections.unmodifiableMap(new LinkedHashMap<>(flagFalls));
    mistakes = Collections.unmodifiableMap(new LinkedHashMap<>(mistakes));
    voices = Collections.unmodifiableMap(new LinkedHashMap<>(voices));
  }

  /** Scores all answers, and variants of their texts, and compares with their labels. */
  public static Evaluation of(AnswerScorer scorer, Collection<LabelledAnswer> answers) {
    return new Evaluator(scorer::score).evaluate(answers);
  }

  /** Flag falls of all parts together. */
  public Share allFlagFalls() {
    int hits = 0;
    int of = 0;
    for (Share share : flagFalls.values()) {
      hits += share.hits();
      of += share.of();
    }
    return new Share(hits, of);
  }

  /** Mean F1 over the mistakes that at least one answer has by its labels. */
  public OptionalDouble mistakesMacroF1() {
    return mean(
        mistakes.values().stream().filter(counts -> counts.positives() > 0).map(Counts::f1));
  }

  /** The sentences of beginners and career changers, told by the names of their voices. */
  public SentenceFigures beginners() {
    var all = SentenceFigures.NONE;
    for (var voice : voices.entrySet()) {
      String name = voice.getKey().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
      if (name.contains("beginner") || name.contains("careerchanger")) {
        all = all.plus(voice.getValue().parts());
      }
    }
    return all;
  }

  /** The figures that the project holds itself to, with their marks. */
  public List<Mark> marks() {
    var mistakesJudged =
        mistakes.values().stream().filter(counts -> counts.positives() > 0).toList();
    int judged = mistakesJudged.stream().mapToInt(Counts::all).sum();
    return List.of(
        Mark.atLeast("part of a sentence, macro-F1", parts.macroF1(), parts.all(), .80, .90),
        Mark.atLeast(
            "the same with the result told first, macro-F1",
            resultFirst.macroF1(),
            resultFirst.all(),
            .72,
            .86),
        Mark.atLeast(
            "beginners' and career changers' own writing, accuracy",
            beginners().accuracy(),
            beginners().all(),
            .70,
            .82),
        Mark.atLeast("part present or removed, F1", presence.meanF1(), presence.texts(), .78, .90),
        Mark.atLeast(
            "flag falls when the part is removed",
            allFlagFalls().value(),
            allFlagFalls().of(),
            .55,
            .80),
        Mark.atLeast(
            "flag falls when the task is removed",
            flagFalls.get(TASK).value(),
            flagFalls.get(TASK).of(),
            .45,
            .70),
        Mark.atLeast(
            "metric span, F1", metrics.spans().f1(), metrics.spans().positives(), .88, .94),
        Mark.atLeast(
            "metric is an outcome, accuracy",
            metrics.outcome().value(),
            metrics.outcome().of(),
            .80,
            .92),
        Mark.atLeast("mistakes, macro-F1", mistakesMacroF1(), judged, .65, .82),
        Mark.atMost(
            "texts that tell no story given an action or result",
            storyless.givenActionOrResult().value(),
            storyless.givenActionOrResult().of(),
            .25,
            .05));
  }

  /** Mean of those that have a value; empty if none has. */
  static OptionalDouble mean(Stream<OptionalDouble> values) {
    return values
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .average();
  }

  /** So many of so many. */
  public record Share(int hits, int of) {
    public OptionalDouble value() {
      return of == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) hits / of);
    }
  }

  /**
   * Yes or no, by the labels and by the scorer.
   *
   * @param falsePositives the scorer's yes where the labels say no
   * @param trueNegatives 0 where only what is there is labelled, as with spans
   */
  public record Counts(
      int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {
    /** How often the labels say yes. */
    public int positives() {
      return truePositives + falseNegatives;
    }

    /** How often the labels say no. */
    public int negatives() {
      return falsePositives + trueNegatives;
    }

    public int all() {
      return positives() + negatives();
    }

    /** Of the scorer's yes, how much is right. */
    public OptionalDouble precision() {
      return new Share(truePositives, truePositives + falsePositives).value();
    }

    /** Of the labels' yes, how much the scorer finds. */
    public OptionalDouble recall() {
      return new Share(truePositives, positives()).value();
    }

    /** Harmonic mean of the two; empty only if neither side ever says yes. */
    public OptionalDouble f1() {
      return new Share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives)
          .value();
    }
  }

  /**
   * Labelled sentences by their part and by the part the scorer gives them.
   *
   * @param confusion a row for each part of the labels, a column for each of the scorer's, both in
   *     the order of {@link Part}
   */
  public record SentenceFigures(int answers, List<List<Integer>> confusion) {
    static final SentenceFigures NONE =
        new SentenceFigures(0, Collections.nCopies(6, Collections.nCopies(6, 0)));

    public SentenceFigures {
      confusion = confusion.stream().map(List::copyOf).toList();
    }

    /** Sentences that are labelled so and taken for that. */
    public int count(Part labelled, Part scored) {
      return confusion.get(labelled.index()).get(scored.index());
    }

    /** All labelled sentences. */
    public int all() {
      return counts(Part.NONE).all();
    }

    /** Right sentences of all, none among them. */
    public OptionalDouble accuracy() {
      int right = 0;
      for (Part labelled : Part.values()) {
        for (Part scored : Part.values()) {
          right += isSame(labelled, scored) ? count(labelled, scored) : 0;
        }
      }
      return new Share(right, all()).value();
    }

    /** How well one part is told from all others; learning is result. */
    public Counts counts(Part part) {
      int[] counts = new int[4];
      for (Part labelled : Part.values()) {
        for (Part scored : Part.values()) {
          int kind = (isSame(labelled, part) ? 0 : 1) + (isSame(scored, part) ? 0 : 2);
          counts[kind] += count(labelled, scored);
        }
      }
      return new Counts(counts[0], counts[1], counts[2], counts[3]);
    }

    /** Mean F1 of the parts of STAR; a part that neither side has is left out. */
    public OptionalDouble macroF1() {
      return mean(STAR.stream().map(part -> counts(part).f1()));
    }

    SentenceFigures plus(SentenceFigures more) {
      var sum = new ArrayList<List<Integer>>();
      for (Part labelled : Part.values()) {
        var row = new ArrayList<Integer>();
        for (Part scored : Part.values()) {
          row.add(count(labelled, scored) + more.count(labelled, scored));
        }
        sum.add(row);
      }
      return new SentenceFigures(answers + more.answers, sum);
    }

    private static boolean isSame(Part a, Part b) {
      return LabelledAnswer.inStar(a) == LabelledAnswer.inStar(b);
    }
  }

  /**
   * Which parts texts have.
   *
   * @param texts stories, and stories without a part
   * @param byPart in the order of STAR
   */
  public record PresenceFigures(int texts, Map<Part, Counts> byPart) {
    public PresenceFigures {
      byPart = Collections.unmodifiableMap(new LinkedHashMap<>(byPart));
    }

    /** Mean F1 of the parts; a part that neither side has is left out. */
    public OptionalDouble meanF1() {
      return mean(byPart.values().stream().map(Counts::f1));
    }
  }

  /**
   * Metrics.
   *
   * @param answers those whose metrics are labelled
   * @param spans found character by character
   * @param kind right kinds of the spans that were found
   * @param outcome right outcome flags of the spans that were found
   * @param outcomeMetric answers with the right flag of their own
   */
  public record MetricFigures(
      int answers, Counts spans, Share kind, Share outcome, Share outcomeMetric) {}

  /**
   * Texts whose sentences all tell no part of a story.
   *
   * @param givenActionOrResult those that are said to have an action or a result
   * @param flagged those with one of the mistakes that say so, by mistake
   */
  public record StorylessFigures(Share givenActionOrResult, Map<GeneralMistake, Share> flagged) {
    public StorylessFigures {
      flagged = Collections.unmodifiableMap(new LinkedHashMap<>(flagged));
    }
  }

  /** The figures of one voice. */
  public record VoiceFigures(int answers, SentenceFigures parts, PresenceFigures presence) {}

  /** What the scorer sees otherwise than the labels, in the order of the answers. */
  public record Misjudged(
      List<MisjudgedSentence> sentences,
      List<MisjudgedMistake> mistakes,
      List<MisjudgedMetric> metrics) {
    public Misjudged {
      sentences = List.copyOf(sentences);
      mistakes = List.copyOf(mistakes);
      metrics = List.copyOf(metrics);
    }

    /**
     * At most so many of each. They are taken by turns from each confusion, each mistake and each
     * confusion of metrics, so that the frequent ones do not hide the others.
     */
    public Misjudged first(int most) {
      return new Misjudged(
          byTurns(sentences, MisjudgedSentence::confusion, most),
          byTurns(mistakes, wrong -> wrong.mistake() + wrong.labelled(), most),
          byTurns(metrics, wrong -> wrong.labelled() + " -> " + wrong.scored(), most));
    }

    private static <T> List<T> byTurns(List<T> all, Function<T, String> groupOf, int most) {
      var groups = new LinkedHashMap<String, List<T>>();
      all.forEach(
          one -> groups.computeIfAbsent(groupOf.apply(one), any -> new ArrayList<>()).add(one));
      var counts = new LinkedHashMap<String, Integer>();
      int left = Math.min(most, all.size());
      for (int turn = 0; left > 0; turn++) {
        for (var group : groups.entrySet()) {
          if (left > 0 && turn < group.getValue().size()) {
            counts.merge(group.getKey(), 1, Integer::sum);
            left--;
          }
        }
      }
      var taken = new ArrayList<T>();
      groups.entrySet().stream()
          .sorted(Comparator.comparing(group -> -group.getValue().size()))
          .forEach(
              group ->
                  taken.addAll(
                      group.getValue().subList(0, counts.getOrDefault(group.getKey(), 0))));
      return taken;
    }
  }

  /** A sentence that was taken for another part; result and learning are no other parts here. */
  public record MisjudgedSentence(String answerId, Part labelled, Part scored, String text) {
    /** What was taken for what. */
    public String confusion() {
      return labelled.id() + " -> " + scored.id();
    }
  }

  /**
   * A mistake that was missed or made up.
   *
   * @param labelled whether the labels say that the answer has it
   */
  public record MisjudgedMistake(String answerId, String mistake, boolean labelled) {}

  /**
   * A metric that was missed, made up or taken for something else.
   *
   * @param labelled what the labels say; {@code nothing} or kind and whether it is an outcome
   * @param scored the same of the scorer
   */
  public record MisjudgedMetric(String answerId, String surface, String labelled, String scored) {}

  /** How far a figure has come. */
  public enum Reached {
    NOT_LABELLED,
    NEITHER,
    FIRST_MARK,
    GOAL
  }

  /**
   * A figure beside what it is to reach.
   *
   * @param n what it was measured on
   * @param smallerIsBetter whether it is to stay under its marks
   */
  public record Mark(
      String figure,
      OptionalDouble value,
      int n,
      double first,
      double goal,
      boolean smallerIsBetter) {
    static Mark atLeast(String figure, OptionalDouble value, int n, double first, double goal) {
      return new Mark(figure, value, n, first, goal, false);
    }

    static Mark atMost(String figure, OptionalDouble value, int n, double first, double goal) {
      return new Mark(figure, value, n, first, goal, true);
    }

    public Reached reached() {
      if (value.isEmpty()) {
        return Reached.NOT_LABELLED;
      }
      return meets(goal) ? Reached.GOAL : meets(first) ? Reached.FIRST_MARK : Reached.NEITHER;
    }

    private boolean meets(double mark) {
      return smallerIsBetter ? value.getAsDouble() < mark : value.getAsDouble() >= mark;
    }
  }
}
