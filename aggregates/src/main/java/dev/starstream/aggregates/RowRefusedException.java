package dev.starstream.aggregates;

/** A record has a value that its column cannot hold; the message never holds text of an answer. */
final class RowRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RowRefusedException(String message) {
    super(message);
  }
}
