package dev.starstream.schemas.catalogue;

import dev.starstream.schemas.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads cues. The notation is explained in {@code families.yaml}. A wrong cue is reported to the
 * list of problems and left out.
 */
final class CueReader {
  private static final Set<String> PARTS =
      Set.of("situation", "task", "action", "result", "learning");
  private static final String NUMBER = "NUM";

  private final List<String> problems;
  private final Map<String, List<String>> families = new HashMap<>();

  /** Terms by their text: cues share most of theirs. */
  private final Map<String, Optional<Cue.Term>> terms = new HashMap<>();

  CueReader(List<String> problems) {
    this.problems = problems;
  }

  /** Adds a family; it may hold families that were added before. */
  void addFamily(String name, List<String> members, String at) {
    if (!isFamilyName(name) || name.equals(NUMBER)) {
      problems.add(at + ": family '" + name + "' (expected: capital letters, not " + NUMBER + ")");
      return;
    }
    var phrases = new LinkedHashSet<String>();
    for (String member : members) {
      phrases.addAll(phrases(member, at + "/" + name));
    }
    if (families.put(name, List.copyOf(phrases)) != null) {
      problems.add(at + ": family " + name + " is there twice");
    }
  }

  Optional<Cue> read(String text, String at) {
    String where = at + ": cue '" + text + "'";
    int before = problems.size();
    List<String> parts = List.of();
    String rest = text;
    if (text.startsWith("(")) {
      int close = text.indexOf(')');
      if (close < 0) {
        problems.add(where + " has no ) (expected: (result) or (result/learning) in front)");
        return Optional.empty();
      }
      parts = split(text.substring(1, close), "/");
      for (String part : parts) {
        if (!PARTS.contains(part)) {
          problems.add(where + ": part '" + part + "' (expected: one of " + sorted(PARTS) + ")");
        }
      }
      rest = text.substring(close + 1).strip();
    }
    boolean ordered = rest.contains(" .. ");
    if (ordered && rest.contains(" + ")) {
      problems.add(where + " (expected: either + or .. between its terms)");
    }
    var read = new ArrayList<Cue.Term>();
    if (!rest.isEmpty() || parts.isEmpty()) {
      for (String term : split(rest, ordered ? " .. " : " + ")) {
        term(term, where).ifPresent(read::add);
      }
    }
    return problems.size() > before
        ? Optional.empty()
        : Optional.of(new Cue(text, parts, read, ordered));
  }

  private Optional<Cue.Term> term(String text, String where) {
    Optional<Cue.Term> known = terms.get(text);
    if (known == null) {
      var phrases = new LinkedHashSet<String>();
      for (String alternative : split(text, " / ")) {
        phrases.addAll(phrases(alternative, where));
      }
      known =
          phrases.isEmpty()
              ? Optional.empty()
              : Optional.of(new Cue.Term(text, List.copyOf(phrases)));
      if (known.isPresent()) {
        terms.put(text, known);
      }
    }
    return known;
  }

  /** The phrases of a family, or the phrase itself. */
  private List<String> phrases(String phrase, String where) {
    if (isFamilyName(phrase) && !phrase.equals(NUMBER)) {
      List<String> family = families.get(phrase);
      if (family == null) {
        problems.add(
            where
                + ": no family "
                + phrase
                + Nearest.of(phrase, families.keySet()).map(near -> "; " + near + "?").orElse("")
                + " (expected: one of families.yaml, above where it is used)");
        return List.of();
      }
      return family;
    }
    if (!isPhrase(phrase)) {
      problems.add(
          where
              + ": '"
              + phrase
              + "' (expected: lower-case words, single blanks, * at word ends; or a FAMILY)");
      return List.of();
    }
    return List.of(phrase);
  }

  private static boolean isFamilyName(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '_');
  }

  private static boolean isPhrase(String text) {
    for (String word : split(text, " ")) {
      int length = word.endsWith("*") ? word.length() - 1 : word.length();
      if (length == 0) {
        return false;
      }
      for (int i = 0; i < length && !word.equals(NUMBER); i++) {
        char c = word.charAt(i);
        if (!(Character.isLowerCase(c) || Character.isDigit(c) || c == '\'')) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<String> split(String text, String separator) {
    var pieces = new ArrayList<String>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      pieces.add(text.substring(from, at));
      from = at + separator.length();
    }
    pieces.add(text.substring(from));
    return pieces;
  }

  private static List<String> sorted(Set<String> words) {
    String[] all = words.toArray(new String[0]);
    Arrays.sort(all);
    return List.of(all);
  }
}
