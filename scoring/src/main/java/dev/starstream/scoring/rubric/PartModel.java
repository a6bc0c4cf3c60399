package dev.starstream.scoring.rubric;

import java.util.List;
import java.util.Map;

/**
 * A linear-chain model of the parts of sentences.
 *
 * @param shapes weights of the features that the code finds, by name
 * @param cues features that are phrases
 * @param transitions from the part before to the part after
 * @param first what the first sentence adds
 * @param last what the last sentence adds
 * @param presence probability from which a part counts as present in the text
 */
public record PartModel(
    Map<String, Map<Part, Double>> shapes,
    List<CueFeature> cues,
    Map<Part, Map<Part, Double>> transitions,
    Map<Part, Double> first,
    Map<Part, Double> last,
    Map<Part, Double> presence) {
  /** Phrases that speak for parts. */
  public record CueFeature(String id, Map<Part, Double> weights, List<String> phrases) {}
}
