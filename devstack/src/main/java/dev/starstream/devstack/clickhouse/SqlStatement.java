package dev.starstream.devstack.clickhouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the bridge has to know of a statement before the engine sees it: does it only read, which
 * output format does it name, and where do the rows of an INSERT begin.
 *
 * @param firstWord first keyword in upper case, or the empty string
 * @param format the output format that the statement names
 * @param rows where an INSERT's own rows begin; empty for an INSERT ... SELECT and all others
 */
record SqlStatement(String firstWord, Optional<String> format, Optional<InsertRows> rows) {
  private static final Set<String> READING =
      Set.of("SELECT", "WITH", "SHOW", "DESC", "DESCRIBE", "EXISTS", "EXPLAIN", "CHECK");

  private static final Set<String> WITHOUT_SPACE =
      Set.of("DROP", "TRUNCATE", "SYSTEM", "KILL", "SET", "USE");

  /**
   * An INSERT that is followed by its rows.
   *
   * @param targetEnd where the table and its columns end
   * @param optionsEnd where VALUES or FORMAT begins
   * @param format the format that the statement names; empty if none
   * @param start where the rows begin
   */
  record InsertRows(int targetEnd, int optionsEnd, String format, int start) {

    /** The statement for rows that lie in a file; {@code sql} is the text this was read from. */
    String fromFile(String sql, String file, String defaultFormat) {
      return sql.substring(0, targetEnd)
          + " FROM INFILE "
          + SqlTokens.quoted(file)
          + " COMPRESSION 'none' "
          + sql.substring(targetEnd, optionsEnd)
          + " FORMAT "
          + (format.isEmpty() ? defaultFormat : format);
    }
  }

  /**
   * Reads a statement.
   *
   * @param text one char per byte (ISO-8859-1), so that positions are byte positions; may go on
   *     with an INSERT's rows of any kind
   */
  static SqlStatement of(String text) {
    var tokens = new SqlTokens(text);
    if (!tokens.next()) {
      return new SqlStatement("", Optional.empty(), Optional.empty());
    }
    boolean more = true;
    while (more && tokens.is("(")) {
      more = tokens.next();
    }
    String first = tokens.text().toUpperCase(Locale.ROOT);
    if (first.equals("INSERT")) {
      return new SqlStatement(first, Optional.empty(), rows(tokens));
    }
    return new SqlStatement(first, outputFormat(tokens), Optional.empty());
  }

  boolean reads() {
    return READING.contains(firstWord);
  }

  /** Whether it writes data or metadata: all but what reads, frees space or changes nothing. */
  boolean needsSpace() {
    return !reads() && !WITHOUT_SPACE.contains(firstWord);
  }

  private static Optional<InsertRows> rows(SqlTokens tokens) {
    boolean more = passTableName(tokens);
    int depth = 0;
    int targetEnd = -1;
    while (more && !tokens.is(";")) {
      if (depth <= 1 && (tokens.is("SELECT") || tokens.is("WITH"))) {
        return Optional.empty();
      }
      if (tokens.is("(")) {
        depth++;
      } else if (tokens.is(")")) {
        depth--;
      } else if (depth == 0) {
        int optionsEnd = tokens.start();
        int target = targetEnd < 0 ? optionsEnd : targetEnd;
        if (tokens.is("FROM") || tokens.is("WATCH")) {
          return Optional.empty();
        } else if (tokens.is("SETTINGS")) {
          targetEnd = optionsEnd;
        } else if (tokens.is("VALUES")) {
          return Optional.of(new InsertRows(target, optionsEnd, "Values", tokens.end()));
        } else if (tokens.is("FORMAT") && tokens.next()) {
          return Optional.of(
              new InsertRows(target, optionsEnd, tokens.text(), tokens.afterLineEnd()));
        }
      }
      more = tokens.next();
    }
    int optionsEnd = tokens.start();
    int target = targetEnd < 0 ? optionsEnd : targetEnd;
    return Optional.of(new InsertRows(target, optionsEnd, "", tokens.end()));
  }

  /** Goes to the token behind {@code INSERT INTO [TABLE] name}; the name may be any word. */
  private static boolean passTableName(SqlTokens tokens) {
    boolean more = tokens.next();
    if (more && tokens.is("INTO")) {
      more = tokens.next();
    }
    if (more && (tokens.is("TABLE") || tokens.is("FUNCTION"))) {
      tokens.next();
    }
    more = tokens.next();
    while (more && tokens.is(".")) {
      tokens.next();
      more = tokens.next();
    }
    return more;
  }

  private static Optional<String> outputFormat(SqlTokens tokens) {
    List<String> outer = new ArrayList<>();
    int depth = 0;
    while (tokens.next()) {
      if (tokens.is("(")) {
        depth++;
      } else if (tokens.is(")")) {
        depth--;
      } else if (tokens.is(";")) {
        if (tokens.next()) {
          throw ClickHouseException.refusal(
              62, "Syntax error (Multi-statements are not allowed)", "SYNTAX_ERROR");
        }
      } else if (depth == 0) {
        outer.add(tokens.text());
      }
    }
    // Only SETTINGS can follow the clause; a column may be named "format" as well.
    for (int i = outer.size() - 2; i >= 0; i--) {
      if (outer.get(i).equalsIgnoreCase("FORMAT")
          && (i + 2 == outer.size() || outer.get(i + 2).equalsIgnoreCase("SETTINGS"))) {
        return Optional.of(outer.get(i + 1));
      }
    }
    return Optional.empty();
  }
}
