package dev.starstream.scoring.rubric;

import java.util.List;
import java.util.Map;

/**
 * A linear-chain model of the parts of sentences. All arrays are indexed by {@link Part}'s ordinal.
 *
 * @param shapes weights of the features that the code finds, by name
 * @param cues features that are phrases
 * @param transitions from the part before to the part after
 * @param first what the first sentence adds
 * @param last what the last sentence adds
 * @param presence margin from which a part counts as present
 */
public record PartModel(
    Map<String, double[]> shapes,
    List<CueFeature> cues,
    double[][] transitions,
    double[] first,
    double[] last,
    double[] presence) {
  /** Phrases that speak for parts. */
  public record CueFeature(String id, double[] weights, List<String> phrases) {}
}
