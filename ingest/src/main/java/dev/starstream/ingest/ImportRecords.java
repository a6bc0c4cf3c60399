package dev.starstream.ingest;

import java.io.IOException;
import java.util.Optional;

/** The records of a file, one after the other, each with the place to go on after it. */
interface ImportRecords {

  /**
   * One record.
   *
   * @param line where it begins, from 1
   * @param place what tells it from equal records of the same file: its line, or its number in an
   *     array
   * @param text as it came, or as JSON without blanks if it stood in an array; empty if it is too
   *     long to be held
   */
  record Entry(long line, long place, Optional<String> text, RawAnswer answer) {}

  /** The next record; empty at the end. */
  Optional<Entry> next() throws IOException;

  /** The place after the last record that was read. */
  ImportMark mark();

  /** Goes on at a place that {@link #mark} told when the same file was read before. */
  void skipTo(ImportMark mark) throws IOException;

  /** What the file begins with: the same for each of its copies and for what it grows into. */
  String beginning();
}
