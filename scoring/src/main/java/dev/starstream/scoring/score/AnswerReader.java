package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.InvalidRubricException;
import dev.starstream.scoring.rubric.PartCues;
import dev.starstream.scoring.rubric.Rubric;
import java.util.List;

/** The first steps: finds what is in a text, before anything is judged. */
final class AnswerReader {
  private static final String LESSONS = "learned";

  private final Vocabulary vocabulary;
  private final QuantityFinder quantities;
  private final OutcomeJudge outcomes;
  private final long partCues;
  private final List<String> partCueNames;
  private final int lessonCue;
  private CueIndex cues;
  private int cueLists;

  /**
   * A reader which is ready after {@link #index}.
   *
   * @param book empty; gets the reader's own cues
   */
  AnswerReader(Rubric rubric, CueBook book) {
    vocabulary = book.vocabulary();
    partCues = PartTagger.addCues(rubric.parts(), book);
    partCueNames = rubric.parts().stream().map(PartCues::id).toList();
    lessonCue = partCueNames.indexOf(LESSONS);
    if (lessonCue < 0) {
      throw new InvalidRubricException(
          List.of("parts.yaml/cues: no " + LESSONS + " (expected: a list with this name)"));
    }
    outcomes = new OutcomeJudge(rubric.quantities(), book);
    quantities = new QuantityFinder(rubric.quantities(), book);
  }

  /** Looks for all cues that are in the book by now. */
  AnswerReader index(CueBook book) {
    cues = book.index();
    cueLists = book.size();
    return this;
  }

  Reading read(String text) {
    Tokens tokens = Tokens.of(text);
    Words words = words(tokens);
    Sentences sentences = Sentences.of(tokens, words);
    SentenceCues found = cues(tokens, words, sentences);
    return new Reading(
        tokens, words, sentences, found, quantities(tokens, words, sentences, found));
  }

  Words words(Tokens tokens) {
    return vocabulary.of(tokens);
  }

  SentenceCues cues(Tokens tokens, Words words, Sentences sentences) {
    return new SentenceCues(cues.find(tokens, words, sentences), tokens, sentences, cueLists);
  }

  Quantities quantities(Tokens tokens, Words words, Sentences sentences, SentenceCues found) {
    return quantities.find(tokens, words, sentences, found);
  }

  OutcomeJudge outcomes() {
    return outcomes;
  }

  /** Which of the first 64 cue lists belong to the part model. */
  long partCues() {
    return partCues;
  }

  /** The number of the list of phrases that say what was learned. */
  int lessonCue() {
    return lessonCue;
  }

  /** The names of these lists, by number. */
  List<String> partCueNames() {
    return partCueNames;
  }

  /** The shapes of each sentence, see {@link PartShapes}. */
  long[] shapes(Reading reading) {
    return PartShapes.of(reading, outcomes.changeCue(), outcomes.planCue());
  }
}
