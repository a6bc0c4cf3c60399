package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Part;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The parts of an answer's sentences, and which of them count as present. */
final class Parts {
  private final Part[] bySentence;
  private final Set<Part> present;
  private final Set<Part> possible;
  private final double[] probability;
  private final long[] shapes;

  /**
   * @param possible parts that are present or may be
   * @param probability of each part, by {@link Part#index}: how likely the text tells it
   * @param shapes of each sentence, see {@link PartShapes}
   */
  Parts(
      Part[] bySentence,
      Set<Part> present,
      Set<Part> possible,
      double[] probability,
      long[] shapes) {
    this.probability = probability;
    this.bySentence = bySentence;
    this.present = Collections.unmodifiableSet(present);
    this.possible = Collections.unmodifiableSet(possible);
    this.shapes = shapes;
  }

  /** The same sentences, which tell no part of a story. */
  Parts none() {
    Part[] none = new Part[bySentence.length];
    java.util.Arrays.fill(none, Part.NONE);
    var nothing = EnumSet.noneOf(Part.class);
    return new Parts(none, nothing, nothing, new double[Part.values().length], shapes);
  }

  int count() {
    return bySentence.length;
  }

  Part part(int sentence) {
    return bySentence[sentence];
  }

  /** How likely the text tells the part, whichever sentence does. */
  double probability(Part part) {
    return probability[part.index()];
  }

  Set<Part> present() {
    return present;
  }

  /** Parts that are present or may be; of an absent one it says that this is not sure. */
  Set<Part> possible() {
    return possible;
  }

  boolean has(Part part) {
    return present.contains(part);
  }

  boolean has(PartShapes.Shape shape, int sentence) {
    return (shapes[sentence] & shape.bit()) != 0;
  }

  /** The shapes of a sentence as bits. */
  long shapes(int sentence) {
    return shapes[sentence];
  }

  /** Whether the sentence has a verb in the past. */
  boolean isPast(int sentence) {
    return PartShapes.isPast(shapes[sentence]);
  }
}
