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

  /** For each shape and 64 sentences: which of them have it, as bits. */
  private final long[] where;

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
    int blocks = blocks();
    where = new long[blocks * Long.SIZE];
    for (int sentence = 0; sentence < shapes.length; sentence++) {
      for (long rest = shapes[sentence]; rest != 0; rest &= rest - 1) {
        where[blocks * Long.numberOfTrailingZeros(rest) + (sentence >> 6)] |= 1L << sentence;
      }
    }
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

  /** How many blocks of 64 sentences there are. */
  int blocks() {
    return (shapes.length + 63) / 64;
  }

  /** The sentences from {@code 64 * block} on, as bits. */
  long sentences(int block) {
    int left = shapes.length - 64 * block;
    return left >= 64 ? -1L : (1L << left) - 1;
  }

  /** Which of these sentences have the shape with this bit number, as bits. */
  long sentencesWith(int shape, int block) {
    return where[blocks() * shape + block];
  }

  /** Whether the sentence has a verb in the past. */
  boolean isPast(int sentence) {
    return PartShapes.isPast(shapes[sentence]);
  }
}
