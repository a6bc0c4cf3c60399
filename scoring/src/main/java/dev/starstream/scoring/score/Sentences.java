package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.WordClass;
import java.util.Arrays;

/**
 * The sentences of a text with their UTF-16 offsets and their tokens. They are in order, do not
 * overlap, hold no white space or bullet at their ends, and each has at least one token.
 */
final class Sentences {
  private final int count;
  private final int[] start;
  private final int[] end;
  private final int[] fromToken;
  private final int[] toToken;

  private Sentences(int count, int[] start, int[] end, int[] fromToken, int[] toToken) {
    this.count = count;
    this.start = start;
    this.end = end;
    this.fromToken = fromToken;
    this.toToken = toToken;
  }

  static Sentences of(Tokens tokens, Words words) {
    return new Splitter(tokens, words).split();
  }

  int count() {
    return count;
  }

  int start(int sentence) {
    return start[sentence];
  }

  int end(int sentence) {
    return end[sentence];
  }

  Span span(int sentence) {
    return new Span(start[sentence], end[sentence]);
  }

  int fromToken(int sentence) {
    return fromToken[sentence];
  }

  int toToken(int sentence) {
    return toToken[sentence];
  }

  int words(int sentence) {
    return toToken[sentence] - fromToken[sentence];
  }

  /** The sentence that holds this token. */
  int ofToken(int token) {
    int found = Arrays.binarySearch(fromToken, 0, count, token);
    return found >= 0 ? found : -found - 2;
  }

  /** One pass over the characters, then one over what is too long to be a sentence. */
  private static final class Splitter {
    /** A line shorter than this was ended on purpose; a longer one may be wrapped. */
    private static final int WRAPPED_LINE = 50;

    /** More words than this are more than one sentence, however they are punctuated. */
    private static final int LONGEST = 70;

    /** The same where the writer uses no full stops at all. */
    private static final int LONGEST_UNPUNCTUATED = 24;

    private static final int SHORTEST_PIECE = 5;

    /** The ASCII characters at which a sentence may end: nearly all others are passed over. */
    private static final boolean[] ENDS = new boolean[128];

    static {
      for (char c : new char[] {'\n', '\r', '.', '!', '?'}) {
        ENDS[c] = true;
      }
    }

    private final Tokens tokens;
    private final String text;
    private final Words words;
    private int count;
    private int[] start = new int[32];
    private int[] end = new int[32];
    private int[] fromToken = new int[32];
    private int[] toToken = new int[32];
    private int nextToken;
    private boolean punctuated;

    /** Where the run of white space ends that was read last, and its last two line breaks. */
    private int blankEnd;

    private int lastBreak = -1;
    private int breakBefore = -1;

    /**
     * Where the run of stops ends that was read last, the quotes after it, the blanks after those.
     */
    private int stopsEnd;

    private int quotesEnd;
    private int spacesEnd;

    Splitter(Tokens tokens, Words words) {
      this.tokens = tokens;
      this.text = tokens.text;
      this.words = words;
    }

    Sentences split() {
      int from = 0;
      int lineStart = 0;
      int at = 0;
      int token = 0;
      while (at < text.length()) {
        // No sentence ends inside a word.
        if (token < tokens.count && at >= tokens.start[token]) {
          at = Math.max(at, tokens.end[token]);
          token++;
          continue;
        }
        char c = text.charAt(at);
        if (c < 128 && !ENDS[c]) {
          at++;
          continue;
        }
        int cut = -1;
        if (c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029') {
          if (endsLine(lineStart, at)) {
            cut = at;
          }
          lineStart = at + 1;
        } else if (isStop(c)) {
          cut = afterStop(at, lineStart);
        }
        if (cut >= 0) {
          add(from, cut);
          from = cut;
          at = Math.max(cut, at + 1);
        } else {
          at++;
        }
      }
      add(from, text.length());
      breakUpLongOnes();
      return new Sentences(count, start, end, fromToken, toToken);
    }

    private static boolean isStop(char c) {
      return c < 128
          ? c == '.' || c == '!' || c == '?'
          : c == '\u2026' || c == '\u3002' || c == '\u061f' || c == '\u0964';
    }

    /** Whether the line from {@code lineStart} to the break at {@code at} ends a sentence. */
    private boolean endsLine(int lineStart, int at) {
      if (at >= blankEnd) {
        scanBlank(at + 1);
      }
      int next = blankEnd;
      int breaks = text.charAt(at) == '\r' ? 0 : 1;
      breaks += (lastBreak > at ? 1 : 0) + (breakBefore > at ? 1 : 0);
      if (breaks != 1 || next >= text.length()) {
        return breaks != 0;
      }
      if (isBullet(next) || isListNumber(next)) {
        return true;
      }
      int last = at - 1;
      while (last >= lineStart && Character.isWhitespace(text.charAt(last))) {
        last--;
      }
      if (last < lineStart || text.charAt(last) == ',') {
        return false;
      }
      if (text.charAt(last) == ':') {
        return true;
      }
      boolean shortLine = at - lineStart < WRAPPED_LINE;
      return shortLine && !words.is(WordClass.JOINING, lastTokenBefore(at));
    }

    /** Reads a run of white space once, however many breaks are in it. */
    private void scanBlank(int from) {
      int next = from;
      while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
        if (text.charAt(next) == '\n') {
          breakBefore = lastBreak;
          lastBreak = next;
        }
        next++;
      }
      blankEnd = next;
    }

    private int lastTokenBefore(int at) {
      int token = Arrays.binarySearch(tokens.end, 0, tokens.count, at);
      return token >= 0 ? token : Math.max(0, -token - 2);
    }

    private boolean isBullet(int at) {
      char c = text.charAt(at);
      boolean mark =
          c == '-'
              || c == '*'
              || c == '\u2022'
              || c == '\u2013'
              || c == '\u2014'
              || c == '\u00b7'
              || c == '\u25aa'
              || c == '\u2023'
              || c == '\u2192'
              || c == '>'
              || c == '#';
      return mark;
    }

    private boolean isListNumber(int at) {
      int digits = at;
      while (digits < text.length() && digits < at + 2 && Tokens.isDigit(text.charAt(digits))) {
        digits++;
      }
      return digits > at
          && digits + 1 < text.length()
          && (text.charAt(digits) == '.' || text.charAt(digits) == ')')
          && Character.isWhitespace(text.charAt(digits + 1));
    }

    /** Where the sentence ends whose stop is at {@code at}, or -1 if the stop ends none. */
    private int afterStop(int at, int lineStart) {
      char stop = text.charAt(at);
      if (at >= stopsEnd) {
        scanStops(at + 1);
      }
      int after = stopsEnd;
      int closed = quotesEnd;
      int next = spacesEnd;
      boolean dots = stop == '\u2026' || (stop == '.' && after > at + 1);
      if (next >= text.length()) {
        punctuated = true;
        return text.length();
      }
      if (next == closed && text.charAt(next) != '\n' && text.charAt(next) != '\r') {
        boolean glued = stop > 127 || (stop == '.' && closed == at + 1 && isGlued(at));
        punctuated |= glued;
        return glued ? closed : -1;
      }
      char first = text.charAt(next);
      boolean lower = Character.isLowerCase(first);
      if (lower && (dots || closed > after)) {
        return -1;
      }
      if (stop == '.' && !dots && (isAbbreviation(at, lower) || isListNumberStop(at, lineStart))) {
        return -1;
      }
      punctuated = true;
      return closed;
    }

    /** Reads a run of stops and what closes it once, however many stops are in it. */
    private void scanStops(int from) {
      stopsEnd = from;
      while (stopsEnd < text.length() && isStop(text.charAt(stopsEnd))) {
        stopsEnd++;
      }
      quotesEnd = stopsEnd;
      while (quotesEnd < text.length() && isClosing(text.charAt(quotesEnd))) {
        quotesEnd++;
      }
      spacesEnd = quotesEnd;
      while (spacesEnd < text.length() && isSpace(text.charAt(spacesEnd))) {
        spacesEnd++;
      }
    }

    /** "done.Then": the blank after the stop was forgotten. */
    private boolean isGlued(int at) {
      if (at < 3 || at + 2 >= text.length()) {
        return false;
      }
      return Character.isLowerCase(text.charAt(at - 1))
          && Character.isLowerCase(text.charAt(at - 2))
          && Character.isLowerCase(text.charAt(at - 3))
          && Character.isUpperCase(text.charAt(at + 1))
          && (Character.isLowerCase(text.charAt(at + 2)) || text.charAt(at + 2) == ' ');
    }

    private boolean isAbbreviation(int at, boolean lowerFollows) {
      int token = Arrays.binarySearch(tokens.end, 0, tokens.count, at);
      if (token < 0) {
        return false;
      }
      if (tokens.length(token) == 1 && Character.isLetter(tokens.first(token))) {
        // An initial, or the last letter of "e.g." and "p.m.".
        boolean dotted = at >= 2 && text.charAt(at - 2) == '.';
        return (tokens.first(token) == 'I' || tokens.first(token) == 'i')
            ? dotted
            : !dotted || lowerFollows || words.is(WordClass.DOTTED, token);
      }
      return words.is(WordClass.ABBREVIATION, token)
          || (lowerFollows && words.is(WordClass.ABBREVIATION_INSIDE, token));
    }

    private boolean isListNumberStop(int at, int lineStart) {
      int first = at - 1;
      while (first >= lineStart && Tokens.isDigit(text.charAt(first)) && first > at - 4) {
        first--;
      }
      if (first == at - 1) {
        return false;
      }
      for (int i = first; i >= lineStart && i > first - 8; i--) {
        if (!Character.isWhitespace(text.charAt(i)) && text.charAt(i) != '*') {
          return false;
        }
      }
      return first - lineStart < 8;
    }

    private static boolean isClosing(char c) {
      return c == '"'
          || c == '\''
          || c == ')'
          || c == ']'
          || c == '\u201d'
          || c == '\u2019'
          || c == '\u00bb'
          || c == '*';
    }

    private static boolean isSpace(char c) {
      return c == ' ' || c == '\t' || c == '\u00a0';
    }

    private void add(int from, int to) {
      int first = nextToken;
      while (nextToken < tokens.count && tokens.start[nextToken] < to) {
        nextToken++;
      }
      if (nextToken == first) {
        // Punctuation only: it belongs to no sentence.
        return;
      }
      int begin = from;
      while (begin < tokens.start[first] && !opens(text.charAt(begin))) {
        begin++;
      }
      int finish = to;
      while (finish > tokens.end[nextToken - 1]
          && (Character.isWhitespace(text.charAt(finish - 1)) || text.charAt(finish - 1) == '*')) {
        finish--;
      }
      append(begin, finish, first, nextToken);
    }

    private static boolean opens(char c) {
      return c == '"'
          || c == '\u201c'
          || c == '('
          || c == '$'
          || c == '\u20ac'
          || c == '\u00a3'
          || c == '\''
          || c == '\u2018'
          || c == '['
          || c == '+';
    }

    private void append(int begin, int finish, int first, int last) {
      if (count == start.length) {
        int larger = 2 * count;
        start = Arrays.copyOf(start, larger);
        end = Arrays.copyOf(end, larger);
        fromToken = Arrays.copyOf(fromToken, larger);
        toToken = Arrays.copyOf(toToken, larger);
      }
      start[count] = begin;
      end[count] = finish;
      fromToken[count] = first;
      toToken[count] = last;
      count++;
    }

    /** Speech without full stops: cut where a joining word begins a new clause. */
    private void breakUpLongOnes() {
      int longest = punctuated ? LONGEST : LONGEST_UNPUNCTUATED;
      boolean all = true;
      for (int i = 0; i < count && all; i++) {
        all = toToken[i] - fromToken[i] <= longest;
      }
      if (all) {
        return;
      }
      int whole = count;
      int[] oldStart = start;
      int[] oldEnd = end;
      int[] oldFrom = fromToken;
      int[] oldTo = toToken;
      count = 0;
      start = new int[2 * whole];
      end = new int[2 * whole];
      fromToken = new int[2 * whole];
      toToken = new int[2 * whole];
      for (int i = 0; i < whole; i++) {
        int begin = oldStart[i];
        int first = oldFrom[i];
        if (oldTo[i] - first > longest) {
          for (int token = first + SHORTEST_PIECE; token < oldTo[i] - SHORTEST_PIECE; token++) {
            if (token - first >= SHORTEST_PIECE && beginsClause(token)) {
              int finish = tokens.end[token - 1];
              append(begin, finish, first, token);
              begin = tokens.start[token];
              first = token;
            }
          }
        }
        append(begin, oldEnd[i], first, oldTo[i]);
      }
    }

    private boolean beginsClause(int token) {
      if (!words.is(WordClass.CLAUSE_JOINING, token)) {
        return false;
      }
      return words.is(WordClass.I, token + 1)
          || words.is(WordClass.WE, token + 1)
          || words.is(WordClass.THEY, token + 1)
          || words.is(WordClass.IT, token + 1)
          || words.is(WordClass.CLAUSE_OPENING, token + 1);
    }
  }
}
