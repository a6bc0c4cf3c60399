package dev.starstream.devstack.cohort;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A generated answer and the truth about it.
 *
 * @param answer an item of {@code POST /v1/answers}
 * @param sentences in the order of the text; what lies between them is white space or a bullet
 * @param plantedMistakes ids in alphabetical order. Of a text that tells no story only that is
 *     listed, not each part that it therefore lacks. An answer without a result has both {@code
 *     no_result} and {@code no_quantified_result}.
 * @param outcomeMetric whether a metric in the text measures an effect of the work
 * @param origin id of the story it was made from, or the mistake for which it has none
 */
public record LabelledAnswer(
    ObjectNode answer,
    List<LabelledSentence> sentences,
    Set<String> plantedMistakes,
    boolean outcomeMetric,
    String origin) {
  public LabelledAnswer {
    sentences = List.copyOf(sentences);
    // Set.copyOf iterates in another order in each JVM.
    plantedMistakes = Collections.unmodifiableSortedSet(new TreeSet<>(plantedMistakes));
  }
}
