package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Severity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the scorer says of one answer. All scores and shares are 0 to 1, rounded to four decimals;
 * all spans are UTF-16 offsets into the answer's text.
 *
 * @param star the five parts, in the order of {@link Part}, without {@code NONE}
 * @param sentences in order, not overlapping
 * @param metrics in order, not overlapping
 * @param outcomeMetric whether one of the metrics is an outcome
 * @param keyPoints those of the question, in its order; empty without a question
 * @param companyFocus empty if the catalogue knows no focus of that company in that question
 * @param levelFit empty if no level was asked for
 * @param mistakes the most severe first
 * @param delivery empty unless the answer is a transcript with a duration
 */
public record Scorecard(
    Map<Part, StarPart> star,
    List<Sentence> sentences,
    List<Metric> metrics,
    boolean outcomeMetric,
    List<KeyPointFinding> keyPoints,
    Optional<CompanyFocus> companyFocus,
    Optional<LevelFit> levelFit,
    List<MistakeFinding> mistakes,
    double structure,
    double content,
    OptionalDouble delivery,
    double overall,
    boolean passed,
    int wordCount,
    Critique critique,
    String scorerVersion,
    String rubricVersion) {
  public Scorecard {
    star = ordered(star);
    sentences = List.copyOf(sentences);
    metrics = List.copyOf(metrics);
    keyPoints = List.copyOf(keyPoints);
    mistakes = List.copyOf(mistakes);
  }

  /** Whether the mistake with this id was made. */
  public boolean has(String mistakeId) {
    return mistakes.stream().anyMatch(mistake -> mistake.id().equals(mistakeId));
  }

  private static Map<Part, StarPart> ordered(Map<Part, StarPart> star) {
    var copy = new java.util.EnumMap<Part, StarPart>(star);
    if (copy.size() != Part.values().length - 1 || copy.containsKey(Part.NONE)) {
      throw new IllegalArgumentException("star: " + star.keySet() + " (expected: the five parts)");
    }
    return java.util.Collections.unmodifiableMap(copy);
  }

  /**
   * One part of STAR.
   *
   * @param share its share of the answer's words; 0 if it is not present
   * @param evidence the sentences that tell it; empty if it is not present
   */
  public record StarPart(boolean present, double share, List<Span> evidence) {
    public StarPart {
      evidence = List.copyOf(evidence);
    }
  }

  /** A sentence and the part that it tells. */
  public record Sentence(Span span, Part part) {}

  /**
   * A quantity with a unit or a counted noun.
   *
   * @param value the number; of a range its middle, of a delta the second one; empty if unknown
   * @param unit such as "%", "USD", "week", "ticket"; empty if there is none
   * @param outcome whether it measures an effect of the work
   */
  public record Metric(
      Span span, MetricKind kind, OptionalDouble value, Optional<String> unit, boolean outcome) {}

  /** A key point of the question. */
  public record KeyPointFinding(String id, boolean covered, Optional<Span> evidence) {}

  /**
   * What the company looks for in this question.
   *
   * @param company catalogue id
   */
  public record CompanyFocus(String company, boolean addressed, Optional<Span> evidence) {}

  /**
   * Whether scope and decisions match the level.
   *
   * @param asked the level it is held to
   * @param shown the level that the answer speaks of
   */
  public record LevelFit(Level asked, Level shown, boolean fits, Optional<Span> evidence) {}

  /** A mistake that was made. */
  public record MistakeFinding(
      String id, Severity severity, Optional<Span> evidence, String advice) {}

  /**
   * What a coach would say.
   *
   * @param fixFirst the one fix that would gain most; empty if there is none
   * @param fixGain what it would add to {@code overall}
   * @param notes at most five
   */
  public record Critique(String headline, String fixFirst, double fixGain, List<String> notes) {
    public Critique {
      notes = List.copyOf(notes);
    }
  }
}
