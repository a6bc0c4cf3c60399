package dev.starstream.scoring.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds all phrases of all cue lists in one pass over the tokens: a trie over numbers of words,
 * packed by row displacement (Tarjan and Yao 1979), so that each step is one look into one array.
 * Phrases do not reach across the end of a sentence.
 */
final class CueIndex {
  /** How a word of a phrase is compared with a word of the text. */
  enum Form {
    /** Letter by letter, but for a trailing {@code *}. */
    EXACT,
    /**
     * By stem and synonym group; {@code the}, {@code our} and the like may stand between, and
     * {@code NUM} is any word that begins with a digit.
     */
    IDEA
  }

  private static final int ROOT = 0;
  private static final int NONE = -1;
  private static final int SHORTEST_STEMMED = 4;

  /** In a phrase, any word that begins with a digit. */
  private static final String NUMBER = "NUM";

  private final Form form;
  private final Map<String, String> synonyms;
  private final Vocabulary vocabulary;
  private final BitSet determiners = new BitSet();
  private int numberSymbol = NONE;

  /** While it is filled: from node by symbol to node. */
  private final List<TreeMap<Integer, Integer>> steps = new ArrayList<>(List.of(new TreeMap<>()));

  private final List<int[]> cuesAt = new ArrayList<>(List.of(new int[0]));

  /** Where the row of a node begins in {@link #owners}; {@link #NONE} where every phrase ends. */
  private final int[] rows;

  /** At row plus symbol: the node whose row has it there, and in {@link #next} where it leads. */
  private int[] owners = {};

  private int[] next = {};

  /** The phrases of one cue list; {@code cue} is the number that its matches carry. */
  record CueList(int cue, List<String> phrases) {}

  /**
   * @param vocabulary gets the words; {@link #find} wants its reading of the text
   * @param synonyms from the stem-bearing word to the first word of its group
   * @param determiners words that may stand between the words of an idea
   */
  CueIndex(
      List<CueList> lists,
      Form form,
      Vocabulary vocabulary,
      Map<String, String> synonyms,
      List<String> determiners) {
    this.form = form;
    this.synonyms = synonyms;
    this.vocabulary = vocabulary;
    determiners.forEach(word -> this.determiners.set(vocabulary.word(word)));
    var used = new HashSet<Integer>();
    for (CueList list : lists) {
      list.phrases().forEach(phrase -> add(phrase, list.cue(), used));
    }
    addSynonyms(used);
    rows = pack();
    steps.clear();
  }

  /** Finds phrases letter by letter. */
  CueIndex(List<CueList> lists, Vocabulary vocabulary) {
    this(lists, Form.EXACT, vocabulary, Map.of(), List.of());
  }

  /**
   * All matches in order of their first word.
   *
   * @param words of the tokens, by the vocabulary of this index
   */
  CueMatches find(Tokens tokens, Words words, Sentences sentences) {
    var matches = new CueMatches();
    for (int sentence = 0; sentence < sentences.count(); sentence++) {
      int to = sentences.toToken(sentence);
      for (int token = sentences.fromToken(sentence); token < to; token++) {
        walk(tokens, words, ROOT, token, token, to, matches);
      }
    }
    return matches;
  }

  /** Phrases that go on with this token. */
  private void walk(
      Tokens tokens, Words words, int node, int first, int token, int limit, CueMatches matches) {
    if (token >= limit) {
      return;
    }
    int word = words.number[token];
    if (word != Vocabulary.UNKNOWN) {
      take(tokens, words, step(node, word), first, token, limit, matches);
    }
    if (form == Form.IDEA) {
      int stem = words.stem[token];
      if (stem != Vocabulary.UNKNOWN) {
        take(tokens, words, step(node, stem), first, token, limit, matches);
      }
      if (numberSymbol != NONE && tokens.startsWithDigit(token)) {
        take(tokens, words, step(node, numberSymbol), first, token, limit, matches);
      }
      // One only: a run of them would make the walk deep.
      if (node != ROOT && isDeterminer(word) && !isDeterminer(words.number[token - 1])) {
        walk(tokens, words, node, first, token + 1, limit, matches);
      }
    }
    for (int prefix : words.prefixes[token]) {
      take(tokens, words, step(node, prefix), first, token, limit, matches);
    }
  }

  private boolean isDeterminer(int word) {
    return word != Vocabulary.UNKNOWN && determiners.get(word);
  }

  private int step(int node, int symbol) {
    int at = rows[node] + symbol;
    return owners[at] == node ? next[at] : NONE;
  }

  private void take(
      Tokens tokens, Words words, int node, int first, int token, int limit, CueMatches matches) {
    if (node == NONE) {
      return;
    }
    for (int cue : cuesAt.get(node)) {
      matches.add(cue, first, token + 1);
    }
    if (rows[node] != NONE) {
      walk(tokens, words, node, first, token + 1, limit, matches);
    }
  }

  private void add(String phrase, int cue, Set<Integer> used) {
    int node = ROOT;
    for (String word : phrase.split(" ", -1)) {
      int symbol = symbolOf(word);
      used.add(symbol);
      Integer known = steps.get(node).get(symbol);
      if (known == null) {
        known = cuesAt.size();
        cuesAt.add(new int[0]);
        steps.add(new TreeMap<>());
        steps.get(node).put(symbol, known);
      }
      node = known;
    }
    int[] cues = cuesAt.get(node);
    if (Arrays.stream(cues).noneMatch(known -> known == cue)) {
      int[] more = Arrays.copyOf(cues, cues.length + 1);
      more[cues.length] = cue;
      cuesAt.set(node, more);
    }
  }

  private int symbolOf(String word) {
    if (form == Form.IDEA && word.equals(NUMBER)) {
      numberSymbol = numberSymbol == NONE ? vocabulary.reserve() : numberSymbol;
      return numberSymbol;
    }
    if (word.endsWith("*")) {
      return vocabulary.prefix(word.substring(0, word.length() - 1));
    }
    if (form == Form.IDEA && word.length() >= SHORTEST_STEMMED) {
      return vocabulary.stem(Tokens.stemHash(synonyms.getOrDefault(word, word)));
    }
    return vocabulary.word(word);
  }

  /** Lets the words of a group stand for the group's first word, where a phrase has that one. */
  private void addSynonyms(Set<Integer> used) {
    var others = new TreeMap<Integer, Set<Integer>>();
    synonyms.forEach(
        (word, groupWord) -> {
          int symbol = vocabulary.knownStem(Tokens.stemHash(groupWord));
          if (used.contains(symbol) && used.add(vocabulary.stem(Tokens.stemHash(word)))) {
            int other = vocabulary.stem(Tokens.stemHash(word));
            others.computeIfAbsent(symbol, none -> new HashSet<>()).add(other);
          }
        });
    for (TreeMap<Integer, Integer> row : steps) {
      for (Map.Entry<Integer, Integer> step : List.copyOf(row.entrySet())) {
        for (int other : others.getOrDefault(step.getKey(), Set.of())) {
          row.put(other, step.getValue());
        }
      }
    }
  }

  /** Lays the rows of all nodes over each other so that no two steps meet, the fullest first. */
  private int[] pack() {
    var nodes = new ArrayList<Integer>();
    int[] placed = new int[steps.size()];
    Arrays.fill(placed, NONE);
    for (int node = 0; node < placed.length; node++) {
      if (!steps.get(node).isEmpty() || node == ROOT) {
        nodes.add(node);
      }
    }
    nodes.sort(
        (a, b) ->
            a == ROOT || b == ROOT
                ? Integer.compare(a, b)
                : Integer.compare(steps.get(b).size(), steps.get(a).size()));
    var taken = new BitSet();
    int last = 0;
    for (int node : nodes) {
      TreeMap<Integer, Integer> row = steps.get(node);
      int lowest = row.isEmpty() ? 0 : row.firstKey();
      int at = taken.nextClearBit(lowest);
      while (!fits(row, at - lowest, taken)) {
        at = taken.nextClearBit(at + 1);
      }
      placed[node] = at - lowest;
      row.keySet().forEach(symbol -> taken.set(placed[node] + symbol));
      last = Math.max(last, placed[node]);
    }
    owners = new int[last + vocabulary.size()];
    next = new int[owners.length];
    Arrays.fill(owners, NONE);
    for (int node : nodes) {
      steps
          .get(node)
          .forEach(
              (symbol, to) -> {
                owners[placed[node] + symbol] = node;
                next[placed[node] + symbol] = to;
              });
    }
    return placed;
  }

  private static boolean fits(TreeMap<Integer, Integer> row, int at, BitSet taken) {
    for (int symbol : row.keySet()) {
      if (taken.get(at + symbol)) {
        return false;
      }
    }
    return true;
  }
}
