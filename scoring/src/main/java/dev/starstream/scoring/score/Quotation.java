package dev.starstream.scoring.score;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Words of an answer in quotation marks, shortened at a word. */
final class Quotation {
  private static final int MOST_WORDS = 14;
  private static final String BEFORE = "-*>\u2022\u00b7\u2013\u2014,;:.!?)";
  private static final String AFTER = ".!?,;:(-\u2013\u2014";

  private static final String CLAUSE = ",;:\u2013\u2014";
  private static final Set<String> LITTLE =
      Set.of(
          "a", "an", "the", "and", "but", "or", "so", "of", "to", "in", "on", "at", "for", "with",
          "by", "from", "who", "that", "which", "what", "where", "when", "because", "if", "as", "i",
          "we", "he", "she", "it", "they", "my", "our", "his", "her", "their", "was", "were", "is");

  private Quotation() {}

  /**
   * The first words of the span, with blanks for line ends and single marks for the answer's own
   * quotation marks; empty if there is no word in it. Looks at no more text than it quotes.
   *
   * @param most length without the marks and dots
   */
  static Optional<String> of(String text, Span span, int most) {
    int start = span.start();
    int limit = Math.min(span.end(), start + 4 * most);
    while (start < limit && (isBlank(text, start) || BEFORE.indexOf(text.charAt(start)) >= 0)) {
      start++;
    }
    int end = start;
    int words = 0;
    int at = start;
    while (at < limit && words < MOST_WORDS) {
      int word = at;
      while (word < limit && !isBlank(text, word)) {
        word++;
      }
      if (word - start > most) {
        break;
      }
      end = word;
      words++;
      at = word;
      while (at < limit && isBlank(text, at)) {
        at++;
      }
    }
    boolean hard = end == start;
    if (hard) {
      end = Math.min(limit, start + most);
      if (end > start && end < limit && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--;
      }
    }
    boolean cut = end < span.end() && !isOver(text, end, span.end());
    if (cut && !hard) {
      end = clauseEnd(text, start, end);
    }
    while (end > start && AFTER.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    String said = plain(text, start, end);
    if (said.codePoints().noneMatch(Character::isLetterOrDigit)) {
      return Optional.empty();
    }
    String before = isMidClause(text, start) ? "... " : "";
    return Optional.of("\"" + before + said + (cut ? " ...\"" : "\""));
  }

  /**
   * The evidence with the rest of its sentence, from the start of the sentence or of the clause if
   * the evidence is still quoted then, or else from a few words before it.
   */
  static Span around(String text, Span sentence, Span evidence, int most, int words) {
    if (evidence.end() - sentence.start() <= most) {
      return sentence;
    }
    for (int i = Math.max(sentence.start(), evidence.end() - most); i < evidence.start(); i++) {
      boolean ends = CLAUSE.indexOf(text.charAt(i)) >= 0 && isBlank(text, i + 1);
      if (ends && i >= sentence.start()) {
        return new Span(i + 1, sentence.end());
      }
    }
    return new Span(wordsBefore(text, sentence, evidence.start(), words), sentence.end());
  }

  /** Shortened to the last clause that ends in its second half, and to no little word. */
  private static int clauseEnd(String text, int start, int end) {
    for (int i = end - 1; i > start + (end - start) / 2; i--) {
      if (CLAUSE.indexOf(text.charAt(i)) >= 0 && isBlank(text, i + 1)) {
        return i;
      }
    }
    int shorter = end;
    for (int word = 0; word < 3; word++) {
      int from = shorter;
      while (from > start && !isBlank(text, from - 1)) {
        from--;
      }
      if (from <= start + (end - start) / 2
          || !LITTLE.contains(text.substring(from, shorter).toLowerCase(Locale.ROOT))) {
        break;
      }
      shorter = from;
      while (shorter > start && isBlank(text, shorter - 1)) {
        shorter--;
      }
    }
    return shorter;
  }

  /** Whether the words before it belong to it, as they do not across a line or a mark. */
  private static boolean isMidClause(String text, int start) {
    for (int i = start - 1; i >= 0 && i > start - 10; i--) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        return false;
      }
      if (!isBlank(text, i)) {
        return Character.isLetterOrDigit(c);
      }
    }
    return false;
  }

  /** Where a quotation begins that has so many words before that place in its sentence. */
  private static int wordsBefore(String text, Span sentence, int at, int words) {
    int start = at;
    while (start > sentence.start() && !isBlank(text, start - 1)) {
      start--;
    }
    for (int word = 0; word < words && start > sentence.start(); word++) {
      while (start > sentence.start() && isBlank(text, start - 1)) {
        start--;
      }
      while (start > sentence.start() && !isBlank(text, start - 1)) {
        start--;
      }
    }
    return start;
  }

  private static boolean isBlank(String text, int at) {
    char c = text.charAt(at);
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }

  /** Whether no word follows. */
  private static boolean isOver(String text, int from, int to) {
    int looked = Math.min(to, from + 20);
    for (int i = from; i < looked; i++) {
      if (!isBlank(text, i)) {
        return false;
      }
    }
    return looked == to;
  }

  private static String plain(String text, int from, int to) {
    var said = new StringBuilder(to - from);
    int marks = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (isBlank(text, i)) {
        if (said.length() > 0 && said.charAt(said.length() - 1) != ' ') {
          said.append(' ');
        }
      } else {
        marks += c == '"' ? 1 : 0;
        said.append(c == '"' ? '\'' : c);
      }
    }
    int last = said.length() - 1;
    if (marks == 1 && last > 0) {
      // A mark whose other half is not quoted only confuses.
      if (said.charAt(0) == '\'') {
        said.deleteCharAt(0);
      } else if (said.charAt(last) == '\'') {
        said.deleteCharAt(last);
      }
    }
    return said.toString().strip();
  }
}
