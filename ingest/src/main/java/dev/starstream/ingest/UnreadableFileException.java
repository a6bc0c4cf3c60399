package dev.starstream.ingest;

/** A file as a whole cannot be read as answers; the message says why and what to do. */
public final class UnreadableFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;

  UnreadableFileException(String file, String message) {
    super(file + ": " + message);
    this.file = file;
  }

  public String file() {
    return file;
  }
}
