package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One answer as the scorer sees it.
 *
 * @param text the answer; may be empty, long, in any script
 * @param questionText the question as it was asked, where it is not one of the catalogue
 * @param company catalogue id, name or alias of the company it is practised for
 * @param level seniority that it is held to
 * @param modality typed or spoken
 * @param durationMs how long it took to say, for a transcript
 */
public record Answer(
    String text,
    Optional<String> questionText,
    Optional<String> company,
    Optional<Level> level,
    Modality modality,
    OptionalLong durationMs) {
  public Answer {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(questionText, "questionText");
    Objects.requireNonNull(company, "company");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(modality, "modality");
    if (durationMs.isPresent() && durationMs.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "durationMs: " + durationMs.getAsLong() + " (expected: 0 or more)");
    }
  }

  /** A typed answer of which nothing else is known. */
  public static Answer of(String text) {
    return new Answer(
        text,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Modality.TEXT,
        OptionalLong.empty());
  }

  /** The same answer, held to this level. */
  public Answer at(Level level) {
    return new Answer(text, questionText, company, Optional.of(level), modality, durationMs);
  }

  /** The same answer, practised for this company. */
  public Answer forCompany(String company) {
    return new Answer(text, questionText, Optional.of(company), level, modality, durationMs);
  }

  /** The same answer to a question given in words. */
  public Answer to(String question) {
    return new Answer(text, Optional.of(question), company, level, modality, durationMs);
  }

  /** The same answer as the transcript of a spoken one. */
  public Answer spokenIn(long durationMs) {
    return new Answer(
        text, questionText, company, level, Modality.TRANSCRIPT, OptionalLong.of(durationMs));
  }
}
