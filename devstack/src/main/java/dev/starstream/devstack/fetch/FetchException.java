package dev.starstream.devstack.fetch;

/** Something cannot be fetched; the message says in one line why and what to do. */
public final class FetchException extends RuntimeException {

  FetchException(String message) {
    super(message);
  }

  FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
