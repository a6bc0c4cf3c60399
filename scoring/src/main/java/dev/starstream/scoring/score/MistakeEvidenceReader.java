package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.GeneralMistake;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How much of each piece of evidence an answer has, exactly as in the stream: for training the
 * weights of {@code mistakes.yaml}. Safe for any number of threads.
 */
public final class MistakeEvidenceReader {
  private final AnswerScorer scorer;

  /** For the mistakes of this scorer. */
  public MistakeEvidenceReader(AnswerScorer scorer) {
    this.scorer = scorer;
  }

  /** The mistakes whose evidence is weighed. */
  public static Set<GeneralMistake> mistakes() {
    return MistakeFinder.WEIGHED;
  }

  /** The pieces of evidence of that mistake. */
  public List<String> names(GeneralMistake mistake) {
    return score(mistake).names();
  }

  /** The evidence in that answer, in the order of the names. */
  public double[] values(GeneralMistake mistake, Answer answer) {
    return scorer.evidence(answer, score(mistake));
  }

  /** The stems of the text as hashes, each once: what a {@link MistakeModel} weighs. */
  public long[] stems(String text) {
    Tokens tokens = Tokens.of(text);
    return IntStream.range(0, tokens.count).mapToLong(tokens::stem).distinct().toArray();
  }

  /** Whether the answer can have the mistake: only if its question asks for a trade-off, say. */
  public boolean isWeighed(GeneralMistake mistake, Answer answer, Optional<Question> question) {
    return mistake != GeneralMistake.NO_TRADEOFF
        || scorer.mistakes().asksForTradeoff(answer, question);
  }

  private EvidenceScore score(GeneralMistake mistake) {
    return scorer.mistakes().scoreOf(mistake).orElseThrow();
  }
}
