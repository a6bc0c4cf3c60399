package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Part;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A scorecard and what speaks for each of its findings, for people who want to know why.
 *
 * @param sentences in the order of the text; without reasons if the text was not scored any further
 * @param presence of the five parts, in their order
 * @param metrics in the order of the scorecard
 * @param mistakes in the order of the scorecard
 * @param keyPoints in the order of the scorecard
 * @param delivery how it was spoken, in words
 * @param points what the scores are made of, in the order in which it was added up
 */
public record Explanation(
    Answer answer,
    Scorecard card,
    List<SentenceReasons> sentences,
    List<Presence> presence,
    List<MetricReasons> metrics,
    List<MistakeReasons> mistakes,
    List<KeyPointReasons> keyPoints,
    Optional<String> delivery,
    List<Points> points) {
  public Explanation {
    sentences = List.copyOf(sentences);
    presence = List.copyOf(presence);
    metrics = List.copyOf(metrics);
    mistakes = List.copyOf(mistakes);
    keyPoints = List.copyOf(keyPoints);
    points = List.copyOf(points);
  }

  /**
   * Something that speaks for a decision, or against it.
   *
   * @param weight what it adds; below 0 if it speaks against
   * @param evidence the words, if it is words
   */
  public record Reason(String what, double weight, Optional<Span> evidence) {}

  /**
   * Why a sentence tells this part and not the next likely one.
   *
   * @param margin by how much the best reading of the text is better than the best one in which
   *     this sentence tells the other part; the sum of the reasons
   * @param reasons the heaviest first
   */
  public record SentenceReasons(
      Span span, Part part, Part runnerUp, double margin, List<Reason> reasons) {
    public SentenceReasons {
      reasons = List.copyOf(reasons);
    }
  }

  /** Why a part counts as present, or does not. */
  public record Presence(Part part, boolean present, double probability, double threshold) {}

  /** Why a metric counts as an outcome, or does not: the sum of the reasons is above 0, or not. */
  public record MetricReasons(Scorecard.Metric metric, List<Reason> reasons) {
    public MetricReasons {
      reasons = List.copyOf(reasons);
    }

    /**
     * Added up in the order of the decision, so that it is the decision's number to the last bit.
     */
    public double sum() {
      double sum = 0;
      for (Reason reason : reasons) {
        sum += reason.weight();
      }
      return sum;
    }
  }

  /**
   * Why a mistake was found.
   *
   * @param why the rule and what it saw, in words
   * @param cues the words that the rule listens to and has heard, by the name of their list
   */
  public record MistakeReasons(Scorecard.MistakeFinding mistake, String why, List<Cue> cues) {
    public MistakeReasons {
      cues = List.copyOf(cues);
    }
  }

  /** Words of a list that stand in the text. */
  public record Cue(String list, Span span) {}

  /**
   * Why a key point is covered; if it is not, in which words it would have been.
   *
   * @param wouldCover a few of the phrases of its list, if it is not covered
   */
  public record KeyPointReasons(Scorecard.KeyPointFinding keyPoint, List<String> wouldCover) {
    public KeyPointReasons {
      wouldCover = List.copyOf(wouldCover);
    }
  }

  /** What numbers are added up to. */
  public enum Sum {
    STRUCTURE,
    CONTENT,
    /** Points are a sub-score, {@code of} is its weight. */
    OVERALL,
    /** Points are the most that an answer with that mistake reaches. */
    CAP,
    PASS_MARK,
    OUTCOME
  }

  /**
   * A number that went into a score.
   *
   * @param points negative if taken off
   * @param of the most it could have been; 0 if that does not apply
   */
  public record Points(Sum sum, String what, double points, double of) {
    static Points of(Sum sum, Object what, double points, double of) {
      return new Points(sum, words(what), points, of);
    }
  }

  /** The points of one sum. */
  public List<Points> of(Sum sum) {
    return points.stream().filter(one -> one.sum() == sum).toList();
  }

  static String words(Object what) {
    return what instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT)
        : what.toString();
  }
}
