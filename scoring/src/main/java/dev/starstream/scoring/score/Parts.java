package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Part;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The parts of an answer's sentences, and which of them count as present. */
final class Parts {
  private final Part[] bySentence;
  private final Set<Part> present;
  private final long[] shapes;

  /**
   * @param shapes of each sentence, see {@link PartShapes}
   */
  Parts(Part[] bySentence, Set<Part> present, long[] shapes) {
    this.bySentence = bySentence;
    this.present = Collections.unmodifiableSet(present);
    this.shapes = shapes;
  }

  /** The same sentences, which tell no part of a story. */
  Parts none() {
    Part[] none = new Part[bySentence.length];
    java.util.Arrays.fill(none, Part.NONE);
    return new Parts(none, EnumSet.noneOf(Part.class), shapes);
  }

  int count() {
    return bySentence.length;
  }

  Part part(int sentence) {
    return bySentence[sentence];
  }

  Set<Part> present() {
    return present;
  }

  boolean has(Part part) {
    return present.contains(part);
  }

  boolean has(PartShapes.Shape shape, int sentence) {
    return (shapes[sentence] & shape.bit()) != 0;
  }

  /** Whether the sentence has a verb in the past. */
  boolean isPast(int sentence) {
    return PartShapes.isPast(shapes[sentence]);
  }
}
