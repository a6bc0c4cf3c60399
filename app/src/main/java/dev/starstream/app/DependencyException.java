package dev.starstream.app;

/** A server that a command needs cannot be reached or refuses: no fault of the input. */
final class DependencyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DependencyException(String server, String address, Throwable cause) {
    super(
        server
            + " at "
            + address
            + ": "
            + (cause.getMessage() == null ? cause.toString() : cause.getMessage().strip())
            + " (is it running? `starstream up` starts all servers on this machine)",
        cause);
  }
}
