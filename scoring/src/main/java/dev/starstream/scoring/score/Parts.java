package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Part;

/**
 * The parts of an answer's sentences.
 *
 * @param bySentence one part a sentence
 * @param present by {@link Part}'s ordinal
 * @param shapes of each sentence, see {@link PartShapes}
 */
record Parts(Part[] bySentence, boolean[] present, long[] shapes) {
  boolean has(Part part) {
    return present[part.ordinal()];
  }

  boolean has(PartShapes.Shape shape, int sentence) {
    return (shapes[sentence] & shape.bit()) != 0;
  }
}
