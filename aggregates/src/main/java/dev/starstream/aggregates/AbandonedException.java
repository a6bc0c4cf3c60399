package dev.starstream.aggregates;

/** The range is given up: the partition is gone or the sink stops. Whoever is next repeats it. */
final class AbandonedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AbandonedException(String why) {
    super(why);
  }
}
