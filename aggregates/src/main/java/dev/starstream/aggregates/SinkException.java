package dev.starstream.aggregates;

/** The sink cannot go on and a person must act; nothing was committed that is not inserted. */
public final class SinkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SinkException(String message) {
    super(message);
  }

  SinkException(String message, Throwable cause) {
    super(message, cause);
  }
}
