package dev.starstream.ingest;

/**
 * A place in a file, between two records.
 *
 * @param bytes of the text before it, uncompressed; 0 where records are counted instead
 * @param line lines before it
 * @param records records of an array before it; 0 where bytes are counted instead
 */
public record ImportMark(long bytes, long line, long records) {

  /** The beginning of every file. */
  public static final ImportMark START = new ImportMark(0, 0, 0);

  public ImportMark {
    if (bytes < 0 || line < 0 || records < 0) {
      throw new IllegalArgumentException(
          "mark: " + bytes + ", " + line + ", " + records + " (expected: 0 or more each)");
    }
  }
}
