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

  /** One more would be too many bits for the search; nobody says so much in a sentence. */
  private static final int MAX_TERMS = 6;

  /** A shorter one stands for too much. */
  private static final int SHORTEST_PREFIX = 3;

  private final NodeReader.Problems listener;
  private final Map<String, List<String>> families;
  private int problems;

  /** Terms by their text: cues share most of theirs. */
  private final Map<String, Optional<Cue.Term>> terms = new HashMap<>();

  CueReader(NodeReader.Problems listener) {
    this(listener, new HashMap<>());
  }

  private CueReader(NodeReader.Problems listener, Map<String, List<String>> families) {
    this.listener = listener;
    this.families = families;
  }

  /** Another reader with the same families, to which none is added any more. */
  CueReader reportingTo(NodeReader.Problems other) {
    return new CueReader(other, families);
  }

  /** Adds a family; it may hold families that were added before. */
  void addFamily(String name, List<String> members, String at) {
    if (!isFamilyName(name) || name.equals(NUMBER)) {
      problem(at, "family '" + name + "' (expected: capital letters, not " + NUMBER + ")");
      return;
    }
    var phrases = new LinkedHashSet<String>();
    for (String member : members) {
      phrases.addAll(phrases(member, at + "/" + name, ""));
    }
    if (families.put(name, List.copyOf(phrases)) != null) {
      problem(at, "family " + name + " is there twice");
    }
  }

  Optional<Cue> read(String text, String at) {
    String cue = "cue '" + text + "'";
    int before = problems;
    List<String> parts = List.of();
    String rest = text;
    if (text.startsWith("(")) {
      int close = text.indexOf(')');
      if (close < 0) {
        problem(at, cue + " has no ) (expected: (result) or (result/learning) in front)");
        return Optional.empty();
      }
      parts = split(text.substring(1, close), "/");
      for (String part : parts) {
        if (!PARTS.contains(part)) {
          problem(at, cue + ": part '" + part + "' (expected: one of " + sorted(PARTS) + ")");
        }
      }
      rest = text.substring(close + 1).strip();
    }
    boolean ordered = rest.contains(" .. ");
    if (ordered && rest.contains(" + ")) {
      problem(at, cue + " (expected: either + or .. between its terms)");
    }
    var read = new ArrayList<Cue.Term>();
    if (!rest.isEmpty() || parts.isEmpty()) {
      for (String term : split(rest, ordered ? " .. " : " + ")) {
        term(term, at, cue + ": ").ifPresent(read::add);
      }
    }
    if (read.size() > MAX_TERMS) {
      problem(at, cue + " has " + read.size() + " terms (expected: at most " + MAX_TERMS + ")");
    }
    return problems > before ? Optional.empty() : Optional.of(new Cue(text, parts, read, ordered));
  }

  private Optional<Cue.Term> term(String text, String at, String cue) {
    Optional<Cue.Term> known = terms.get(text);
    if (known == null) {
      var phrases = new LinkedHashSet<String>();
      for (String alternative : split(text, " / ")) {
        phrases.addAll(phrases(alternative, at, cue));
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
  private List<String> phrases(String phrase, String at, String cue) {
    if (isFamilyName(phrase) && !phrase.equals(NUMBER)) {
      List<String> family = families.get(phrase);
      if (family == null) {
        problem(
            at,
            cue
                + "no family "
                + phrase
                + Nearest.of(phrase, families.keySet()).map(near -> "; " + near + "?").orElse("")
                + " (expected: one of families.yaml, above where it is used)");
        return List.of();
      }
      return family;
    }
    if (!isPhrase(phrase)) {
      problem(
          at,
          cue
              + "'"
              + phrase
              + "' (expected: lower-case words, single blanks, * after three letters; or a FAMILY)");
      return List.of();
    }
    return List.of(phrase);
  }

  private void problem(String at, String detail) {
    problems++;
    listener.add(at, detail);
  }

  private static boolean isFamilyName(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '_');
  }

  private static boolean isPhrase(String text) {
    for (String word : split(text, " ")) {
      boolean prefix = word.endsWith("*");
      int length = prefix ? word.length() - 1 : word.length();
      if (length == 0 || (prefix && length < SHORTEST_PREFIX)) {
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
