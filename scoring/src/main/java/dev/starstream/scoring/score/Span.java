package dev.starstream.scoring.score;

/**
 * Half-open range of UTF-16 characters in an answer: {@code text.substring(start, end)} is the
 * evidence.
 */
public record Span(int start, int end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "span: [" + start + "," + end + ") (expected: 0 <= start <= end)");
    }
  }

  /** The characters of the span. */
  public String of(String text) {
    return text.substring(start, end);
  }
}
