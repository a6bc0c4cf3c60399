package dev.starstream.scoring.stream;

/** A re-scoring cannot be done as asked for; the message says why, and what can be done. */
public final class RescoringRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RescoringRefusedException(String message) {
    super(message);
  }
}
