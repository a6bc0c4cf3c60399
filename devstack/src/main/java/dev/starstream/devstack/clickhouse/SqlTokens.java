package dev.starstream.devstack.clickhouse;

/**
 * Walks over the tokens of ClickHouse SQL: words, quoted texts and names, single signs. Comments
 * and blanks are passed over. Text that no lexer would accept is passed on sign by sign: the engine
 * reports it better. Used by one thread.
 */
final class SqlTokens {
  private final String text;
  private int start;
  private int end;

  SqlTokens(String text) {
    this.text = text;
  }

  /** A string literal; backslash and quote are escaped. */
  static String quoted(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** A name in backticks, whatever signs it has. */
  static String quotedName(String name) {
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }

  /** Goes to the next token; at the end of the text it answers false and start = end = length. */
  boolean next() {
    start = skipBlanksAndComments(end);
    if (start >= text.length()) {
      start = text.length();
      end = start;
      return false;
    }
    char c = text.charAt(start);
    if (c == '\'' || c == '"' || c == '`') {
      end = afterQuoted(start, c);
    } else if (c == '$') {
      end = afterHeredoc(start);
    } else if (isWord(c)) {
      int i = start + 1;
      while (i < text.length() && isWord(text.charAt(i))) {
        i++;
      }
      end = i;
    } else {
      end = start + 1;
    }
    return true;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  String text() {
    return text.substring(start, end);
  }

  boolean is(String word) {
    return end - start == word.length() && text.regionMatches(true, start, word, 0, end - start);
  }

  /** The position after this token, the blanks behind it and one line end. */
  int afterLineEnd() {
    int i = end;
    while (i < text.length()
        && (text.charAt(i) == ' ' || text.charAt(i) == '\t' || text.charAt(i) == '\f')) {
      i++;
    }
    if (i < text.length() && text.charAt(i) == ';') {
      i++;
    }
    if (i < text.length() && text.charAt(i) == '\r') {
      i++;
    }
    if (i < text.length() && text.charAt(i) == '\n') {
      i++;
    }
    return i;
  }

  private static boolean isWord(char c) {
    return c == '_'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c > 127;
  }

  private int skipBlanksAndComments(int from) {
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c <= ' ') {
        i++;
      } else if (text.startsWith("--", i) || text.startsWith("#!", i) || text.startsWith("# ", i)) {
        int lineEnd = text.indexOf('\n', i);
        i = lineEnd < 0 ? text.length() : lineEnd + 1;
      } else if (text.startsWith("/*", i)) {
        int close = text.indexOf("*/", i + 2);
        i = close < 0 ? text.length() : close + 2;
      } else {
        break;
      }
    }
    return i;
  }

  private int afterQuoted(int from, char quote) {
    int i = from + 1;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\') {
        i += 2;
      } else if (c == quote) {
        // A doubled quote is a quote inside; as two adjacent tokens it means the same to us.
        return i + 1;
      } else {
        i++;
      }
    }
    return text.length();
  }

  private int afterHeredoc(int from) {
    int i = from + 1;
    while (i < text.length() && isWord(text.charAt(i))) {
      i++;
    }
    if (i < text.length() && text.charAt(i) == '$') {
      String tag = text.substring(from, i + 1);
      int close = text.indexOf(tag, i + 1);
      if (close >= 0) {
        return close + tag.length();
      }
    }
    return from + 1;
  }
}
