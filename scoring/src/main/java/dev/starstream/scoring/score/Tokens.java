package dev.starstream.scoring.score;

import java.util.Arrays;

/**
 * The words of a text: runs of letters and digits, with apostrophes inside. A word is known by the
 * 64-bit hash of its lower-case form, so that no string is made on the hot path.
 */
final class Tokens {
  /** A longer run of letters is no word that any list holds; its stem is the word itself. */
  private static final int LONGEST_STEMMED = 32;

  private static final long HASH_START = 0xcbf29ce484222325L;
  private static final long HASH_PRIME = 0x100000001b3L;

  final String text;

  /** Whether it has ASCII characters only. */
  final boolean ascii;

  final int count;
  final int[] start;
  final int[] end;

  /** Hash of the lower-case word. */
  final long[] word;

  static final int HEAD = 3;

  private static final char[] PLAIN = new char[128];

  static {
    for (char c = '0'; c <= '9'; c++) {
      PLAIN[c] = c;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      PLAIN[c] = c;
      PLAIN[c - 32] = c;
    }
  }

  private Tokens(String text, boolean ascii, int count, int[] start, int[] end, long[] word) {
    this.text = text;
    this.ascii = ascii;
    this.count = count;
    this.start = start;
    this.end = end;
    this.word = word;
  }

  static Tokens of(String text) {
    int capacity = Math.max(16, text.length() / 5);
    int[] start = new int[capacity];
    int[] end = new int[capacity];
    long[] word = new long[capacity];
    char[] chars = text.toCharArray();
    int count = 0;
    int at = 0;
    int length = chars.length;
    int others = 0;
    while (at < length) {
      char opening = chars[at];
      others |= opening;
      if (plainLower(opening) == 0) {
        int width = opening < 128 ? 0 : wordWidth(text, at);
        if (width == 0) {
          at++;
          continue;
        }
      }
      if (count == start.length) {
        int larger = 2 * count;
        start = Arrays.copyOf(start, larger);
        end = Arrays.copyOf(end, larger);
        word = Arrays.copyOf(word, larger);
      }
      int from = at;
      long hash = HASH_START;
      int width = 1;
      while (width > 0) {
        char plain;
        while (at < length && (plain = plainLower(chars[at])) != 0) {
          hash = (hash ^ plain) * HASH_PRIME;
          at++;
        }
        width = insideWidth(text, at);
        for (int i = 0; i < width; i++) {
          others |= chars[at + i];
          char c = lower(chars[at + i]);
          hash = (hash ^ c) * HASH_PRIME;
        }
        at += width;
        width = width == 0 ? 0 : insideWidth(text, at);
      }
      start[count] = from;
      end[count] = at;
      word[count] = hash;
      count++;
    }
    return new Tokens(text, others < 128, count, start, end, word);
  }

  /** The hash under which a word stands in {@link #word}; for the lists, not for the hot path. */
  static long hash(CharSequence word) {
    long hash = HASH_START;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ lower(word.charAt(i))) * HASH_PRIME;
    }
    return hash;
  }

  /** What {@link #stem(int)} is of this word. */
  static long stemHash(String word) {
    Tokens tokens = of(word);
    return tokens.count == 1 ? tokens.stem(0) : hash(word);
  }

  /**
   * Hash of the stem of a word: without plural, past and -ing endings, a doubled consonant and a
   * last e, and with s for z (plan, plans, planned, planning; prioritize, prioritising).
   */
  long stem(int token) {
    int length = length(token);
    if (length > LONGEST_STEMMED) {
      return word[token];
    }
    char[] lower = new char[length];
    boolean z = false;
    for (int i = 0; i < length; i++) {
      lower[i] = lower(text.charAt(start[token] + i));
      z |= lower[i] == 'z';
    }
    return stemHash(lower, length, word[token], z);
  }

  /** Hash of the first {@link #HEAD} lower-case characters, or of all if there are fewer. */
  long head(int token) {
    long hash = HASH_START;
    for (int i = start[token]; i < Math.min(end[token], start[token] + HEAD); i++) {
      hash = (hash ^ lower(text.charAt(i))) * HASH_PRIME;
    }
    return hash;
  }

  char first(int token) {
    return text.charAt(start[token]);
  }

  /** The last character in lower case. */
  char last(int token) {
    return lower(text.charAt(end[token] - 1));
  }

  int length(int token) {
    return end[token] - start[token];
  }

  boolean startsUpperCase(int token) {
    return Character.isUpperCase(first(token));
  }

  boolean startsWithDigit(int token) {
    return isDigit(first(token));
  }

  /** Whether the lower-case word starts with these lower-case characters. */
  boolean startsWith(int token, String prefix) {
    if (length(token) < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (lower(text.charAt(start[token] + i)) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the lower-case word ends with these lower-case characters. */
  boolean endsWith(int token, String suffix) {
    int from = end[token] - suffix.length();
    if (from < start[token]) {
      return false;
    }
    for (int i = 0; i < suffix.length(); i++) {
      if (lower(text.charAt(from + i)) != suffix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The lower-case ASCII letter or digit, or 0: nearly all characters of nearly all answers. */
  private static char plainLower(char c) {
    return c < 128 ? PLAIN[c] : 0;
  }

  private static char lower(char c) {
    if (c < 128) {
      return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
    return c == '\u2019' ? '\'' : Character.toLowerCase(c);
  }

  /** How many characters a letter or digit takes here: 0 if there is none. */
  private static int wordWidth(String text, int at) {
    if (at >= text.length()) {
      return 0;
    }
    char c = text.charAt(at);
    if (c < 128) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? 1 : 0;
    }
    if (Character.isHighSurrogate(c)) {
      int point = text.codePointAt(at);
      return Character.charCount(point) == 2 && Character.isLetterOrDigit(point) ? 2 : 0;
    }
    return Character.isLetterOrDigit(c) ? 1 : 0;
  }

  /** As {@link #wordWidth}, but an apostrophe before a letter goes on with the word. */
  private static int insideWidth(String text, int at) {
    if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '\u2019')) {
      return wordWidth(text, at + 1) > 0 ? 1 : 0;
    }
    return wordWidth(text, at);
  }

  private static long stemHash(char[] word, int length, long whole, boolean z) {
    int n = length;
    boolean y = false;
    if (n > 3 && word[n - 1] == 's' && word[n - 2] != 's' && word[n - 2] != 'u') {
      if (word[n - 2] == '\'') {
        n -= 2;
      } else if (n > 4 && word[n - 2] == 'e' && word[n - 3] == 'i') {
        n -= 2;
        y = true;
      } else if (n > 4 && word[n - 2] == 'e' && (word[n - 3] == 's' || word[n - 3] == 'x')) {
        n -= 2;
      } else {
        n -= 1;
      }
    }
    if (!y) {
      if (n > 4 && word[n - 1] == 'd' && word[n - 2] == 'e') {
        if (word[n - 3] == 'i') {
          n -= 2;
          y = true;
        } else if (word[n - 3] != 'e') {
          n = undoubled(word, n - 2);
        }
      } else if (n > 5 && word[n - 1] == 'g' && word[n - 2] == 'n' && word[n - 3] == 'i') {
        n = undoubled(word, n - 3);
      }
    }
    if (y) {
      n--;
    } else if (n > 3 && word[n - 1] == 'e') {
      n--;
    }
    long hash = whole;
    if (z || n < length) {
      hash = HASH_START;
      for (int i = 0; i < n; i++) {
        hash = (hash ^ (word[i] == 'z' ? 's' : word[i])) * HASH_PRIME;
      }
    }
    return y ? (hash ^ 'y') * HASH_PRIME : hash;
  }

  private static int undoubled(char[] word, int n) {
    char last = word[n - 1];
    boolean doubled = n > 3 && last == word[n - 2] && last != 's' && last != 'l' && last != 'e';
    return doubled ? n - 1 : n;
  }
}
