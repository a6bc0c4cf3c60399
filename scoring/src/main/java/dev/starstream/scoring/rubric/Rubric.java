package dev.starstream.scoring.rubric;

import java.util.List;
import java.util.Map;

/**
 * Everything that is data in the scorer, read from the YAML files beside this class.
 *
 * @param mistakeLists phrases that several mistakes' evidence is made of, by name
 */
public record Rubric(
    String version,
    Marks marks,
    Map<String, List<String>> mistakeLists,
    Map<GeneralMistake, MistakeRule> mistakes,
    List<PartCues> parts,
    QuantityWords quantities,
    Map<WordClass, List<String>> words,
    List<String> fillers,
    Map<Level, List<String>> levelCues,
    Map<Level, Integer> levelHits,
    Map<String, List<String>> languages,
    List<List<String>> synonyms,
    CoachPhrases critique) {

  /**
   * The rubric that is shipped with Starstream.
   *
   * @throws InvalidRubricException if a file is wrong
   */
  public static Rubric load() {
    return RubricReader.shipped();
  }

  /** The rule of that mistake. */
  public MistakeRule rule(GeneralMistake mistake) {
    return mistakes.get(mistake);
  }
}
