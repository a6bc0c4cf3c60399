package dev.starstream.ingest;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Physical lines of UTF-8 text, none longer in memory than the limit. For one thread. */
final class TextLines {

  static final int MAX_BYTES = 1024 * 1024;
  static final String TOO_LONG = "is a line of more than " + MAX_BYTES + " bytes (expected: fewer)";

  /**
   * @param number from 1
   * @param start bytes before it
   * @param text with its line end, as a quoted CSV field may go on over it; empty if it is too long
   */
  record Line(long number, long start, String text, boolean tooLong) {}

  private final InputStream in;
  private final Deque<Line> givenBack = new ArrayDeque<>();
  private long bytes;
  private long number;

  /**
   * @param in buffered
   */
  TextLines(InputStream in) {
    this.in = in;
  }

  /** The next line, or null at the end. */
  Line next() throws IOException {
    return givenBack.isEmpty() ? read() : givenBack.pop();
  }

  /** They come again, in this order. */
  void giveBack(List<Line> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      givenBack.push(lines.get(i));
    }
  }

  ImportMark mark() {
    return givenBack.isEmpty()
        ? new ImportMark(bytes, number, 0)
        : new ImportMark(givenBack.peek().start(), givenBack.peek().number() - 1, 0);
  }

  /** Forward only. */
  void skipTo(ImportMark mark) throws IOException {
    givenBack.clear();
    if (mark.bytes() < bytes) {
      throw new IllegalArgumentException(
          "mark: byte " + mark.bytes() + " (expected: " + bytes + " or later)");
    }
    try {
      in.skipNBytes(mark.bytes() - bytes);
    } catch (EOFException e) {
      throw new IllegalArgumentException("mark: behind the end of the file", e);
    }
    bytes = mark.bytes();
    number = mark.line();
  }

  private Line read() throws IOException {
    var line = new ByteArrayOutputStream(1024);
    var start = bytes;
    long length = 0;
    int b;
    while ((b = in.read()) >= 0) {
      length++;
      if (length <= MAX_BYTES) {
        line.write(b);
      }
      if (b == '\n') {
        break;
      }
    }
    if (length == 0) {
      return null;
    }
    bytes += length;
    number++;
    var tooLong = length > MAX_BYTES;
    var text = tooLong ? "" : Unicode.decode(line.toByteArray());
    return new Line(number, start, number == 1 ? Unicode.withoutMark(text) : text, tooLong);
  }
}
