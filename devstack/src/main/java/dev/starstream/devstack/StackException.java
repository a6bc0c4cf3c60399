package dev.starstream.devstack;

/**
 * The stack cannot start or go on. The first line of the message says what happened and what to do
 * about it and is fit for a person; a log's last lines may follow.
 */
public final class StackException extends RuntimeException {

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
