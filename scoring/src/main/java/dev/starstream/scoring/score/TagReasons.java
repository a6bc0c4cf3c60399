package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why a tagger gave each sentence its part: made only when somebody asks, by the tagger itself.
 *
 * @param sentences in the order of the text
 * @param probability how likely the text has each part, whichever sentence tells it
 * @param threshold from which probability on a part counts as present
 */
record TagReasons(
    List<Sentence> sentences, Map<Part, Double> probability, Map<Part, Double> threshold) {

  /**
   * One sentence.
   *
   * @param scores of each part: the score of the best sequence that has it here, so that the part
   *     with the highest is the one that was chosen
   * @param features what speaks for the parts here; what the scores owe to other sentences is not
   *     in them
   */
  record Sentence(Map<Part, Double> scores, List<Feature> features) {}

  /**
   * Something that was found in a sentence or around it.
   *
   * @param weights what it adds to the score of each part; a part that is not there gets nothing
   * @param evidence the words, if it is words
   */
  record Feature(String name, Map<Part, Double> weights, Optional<Span> evidence) {}
}
