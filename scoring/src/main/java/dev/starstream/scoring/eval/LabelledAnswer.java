package dev.starstream.scoring.eval;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.Scorecard.Sentence;
import dev.starstream.scoring.score.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer and what a person says of it. What is not labelled is not measured: an empty list says
 * that there is nothing, an absent one says nothing.
 *
 * @param voice who writes like this, such as {@code retail-shift-lead}
 * @param question the catalogue's, if it is one of them
 * @param sentences in order, not overlapping, none of them empty
 * @param metrics in order, not overlapping
 * @param mistakes by id: whether the answer has it; what is not judged is not there
 * @param keyPoints by id: whether the answer covers it
 * @param companyFocus whether the answer speaks to what the company looks for
 */
public record LabelledAnswer(
    String id,
    Optional<String> voice,
    Optional<String> source,
    Optional<String> license,
    Answer answer,
    Optional<Question> question,
    Optional<List<Sentence>> sentences,
    Optional<List<Metric>> metrics,
    Map<String, Boolean> mistakes,
    Map<String, Boolean> keyPoints,
    Optional<Boolean> companyFocus) {

  /** A quantity as a person sees it. */
  public record Metric(Span span, MetricKind kind, boolean outcome) {}

  public LabelledAnswer {
    sentences = sentences.map(List::copyOf);
    metrics = metrics.map(List::copyOf);
    mistakes = Collections.unmodifiableMap(new LinkedHashMap<>(mistakes));
    keyPoints = Collections.unmodifiableMap(new LinkedHashMap<>(keyPoints));
    int length = answer.text().length();
    check(
        id, "sentence", sentences.orElse(List.of()).stream().map(Sentence::span).toList(), length);
    check(id, "metric", metrics.orElse(List.of()).stream().map(Metric::span).toList(), length);
  }

  /** An answer of which only the sentences are labelled. */
  public static LabelledAnswer of(String id, Answer answer, List<Sentence> sentences) {
    return new LabelledAnswer(
        id,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        answer,
        Optional.empty(),
        Optional.of(sentences),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Optional.empty());
  }

  /** The part that counts in STAR: a learning counts as result. */
  public static Part inStar(Part part) {
    return part == Part.LEARNING ? Part.RESULT : part;
  }

  /** Whether a sentence is labelled with that part of STAR. */
  public boolean tells(Part part) {
    return sentences.orElse(List.of()).stream()
        .anyMatch(sentence -> inStar(sentence.part()) == inStar(part));
  }

  /** Whether sentences are labelled and none of them tells a part of a story. */
  public boolean isStoryless() {
    List<Sentence> labelled = sentences.orElse(List.of());
    return !labelled.isEmpty()
        && labelled.stream().allMatch(sentence -> sentence.part() == Part.NONE);
  }

  /** The labelled sentences joined by single blanks; the other labels are dropped. */
  public LabelledAnswer recomposed() {
    return composed(sentences.orElse(List.of()));
  }

  /**
   * The same story with its results told first, recomposed; empty if they are first already or if
   * there are none. Learning stays where it is.
   */
  public Optional<LabelledAnswer> resultFirst() {
    List<Sentence> labelled = sentences.orElse(List.of());
    var moved = new ArrayList<Sentence>();
    labelled.stream().filter(sentence -> sentence.part() == Part.RESULT).forEach(moved::add);
    labelled.stream().filter(sentence -> sentence.part() != Part.RESULT).forEach(moved::add);
    return moved.equals(labelled) ? Optional.empty() : Optional.of(composed(moved));
  }

  /**
   * The same story without that part, recomposed; result and learning go together. Empty if nothing
   * is left or nothing goes.
   */
  public Optional<LabelledAnswer> without(Part part) {
    List<Sentence> labelled = sentences.orElse(List.of());
    var left =
        labelled.stream().filter(sentence -> inStar(sentence.part()) != inStar(part)).toList();
    return left.isEmpty() || left.size() == labelled.size()
        ? Optional.empty()
        : Optional.of(composed(left));
  }

  private LabelledAnswer composed(List<Sentence> units) {
    var text = new StringBuilder();
    var placed = new ArrayList<Sentence>();
    for (Sentence unit : units) {
      if (text.length() > 0) {
        text.append(' ');
      }
      int start = text.length();
      text.append(answer.text(), unit.span().start(), unit.span().end());
      placed.add(new Sentence(new Span(start, text.length()), unit.part()));
    }
    var composed =
        new Answer(
            text.toString(),
            answer.questionText(),
            answer.company(),
            answer.level(),
            answer.modality(),
            answer.durationMs());
    return new LabelledAnswer(
        id,
        voice,
        source,
        license,
        composed,
        question,
        Optional.of(placed),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Optional.empty());
  }

  private static void check(String id, String what, List<Span> spans, int length) {
    int from = 0;
    for (Span span : spans) {
      if (span.start() < from || span.end() == span.start() || span.end() > length) {
        throw new IllegalArgumentException(
            id
                + ": "
                + what
                + " "
                + span
                + " (expected: not empty, from "
                + from
                + " on, in a text of "
                + length
                + " characters)");
      }
      from = span.end();
    }
  }
}
