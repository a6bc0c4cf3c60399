package dev.starstream.aggregates;

/** The server could not be told who may do what; the message says which statement it refused. */
public final class AccessException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AccessException(String message, Throwable cause) {
    super(message, cause);
  }
}
