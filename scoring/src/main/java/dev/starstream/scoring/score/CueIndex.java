package dev.starstream.scoring.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Finds all phrases of all cue lists in one pass over the tokens: a trie over words, whose steps
 * are lookups of word hashes. Phrases do not reach across the end of a sentence.
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
  private static final int SHORTEST_STEMMED = 4;

  /** In a phrase, any word that begins with a digit. */
  private static final String NUMBER = "NUM";

  private final Form form;
  private final Map<String, String> synonyms;
  private final LongIntTable symbols = new LongIntTable();
  private final LongIntTable stems = new LongIntTable();
  private final LongIntTable steps = new LongIntTable();
  private final LongIntTable determiners = new LongIntTable();

  /** Prefixes by the hash of their head: numbers into {@link #prefixGroups}. */
  private final LongIntTable heads = new LongIntTable();

  private final List<List<Prefix>> prefixGroups = new ArrayList<>();
  private final List<Prefix> shortPrefixes = new ArrayList<>();
  private final List<int[]> cuesAt = new ArrayList<>(List.of(new int[0]));

  /**
   * Nodes after the first word of a phrase: one look-up for each word of a text, mostly in vain.
   */
  private final LongIntTable rootWords = new LongIntTable();

  /** As {@link #rootWords}, by stem. */
  private final LongIntTable rootStems = new LongIntTable();

  /** As {@link #heads}, of the prefixes that begin a phrase: most words have none. */
  private final LongIntTable rootHeads = new LongIntTable();

  private final List<List<Prefix>> rootPrefixGroups = new ArrayList<>();

  /** Nodes after which a prefix may come. */
  private final BitSet beforePrefix = new BitSet();

  /** Nodes after which any word may come: most phrases end where they match. */
  private final BitSet goesOn = new BitSet();

  private int symbolCount;
  private int numberSymbol = LongIntTable.NONE;

  private record Prefix(String text, int symbol) {}

  /** The phrases of one cue list; {@code cue} is the number that its matches carry. */
  record CueList(int cue, List<String> phrases) {}

  /**
   * @param synonyms from the stem-bearing word to the first word of its group
   * @param determiners words that may stand between the words of an idea
   */
  CueIndex(List<CueList> lists, Form form, Map<String, String> synonyms, List<String> determiners) {
    this.form = form;
    this.synonyms = synonyms;
    determiners.forEach(word -> this.determiners.put(Tokens.hash(word), 1));
    for (CueList list : lists) {
      list.phrases().forEach(phrase -> add(phrase, list.cue()));
    }
    synonyms.forEach(this::addSynonym);
    symbols.forEach((word, symbol) -> addRoot(rootWords, word, symbol));
    stems.forEach((stem, symbol) -> addRoot(rootStems, stem, symbol));
    for (List<Prefix> group : prefixGroups) {
      List<Prefix> starting =
          group.stream()
              .filter(p -> steps.get(step(ROOT, p.symbol())) != LongIntTable.NONE)
              .toList();
      if (!starting.isEmpty()) {
        String text = starting.get(0).text();
        rootHeads.put(Tokens.hash(text.substring(0, Tokens.HEAD)), rootPrefixGroups.size());
        rootPrefixGroups.add(starting);
      }
    }
  }

  private void addRoot(LongIntTable root, long hash, int symbol) {
    int next = steps.get(step(ROOT, symbol));
    if (next != LongIntTable.NONE) {
      root.put(hash, next);
    }
  }

  CueIndex(List<CueList> lists) {
    this(lists, Form.EXACT, Map.of(), List.of());
  }

  /** All matches in order of their first word. */
  CueMatches find(Tokens tokens, Sentences sentences) {
    var matches = new CueMatches();
    for (int sentence = 0; sentence < sentences.count(); sentence++) {
      int to = sentences.toToken(sentence);
      for (int token = sentences.fromToken(sentence); token < to; token++) {
        start(tokens, token, to, matches);
      }
    }
    return matches;
  }

  /** Phrases that begin with this token. */
  private void start(Tokens tokens, int token, int limit, CueMatches matches) {
    take(tokens, rootWords.get(tokens.word[token]), token, token, limit, matches);
    if (form == Form.IDEA) {
      take(tokens, rootStems.get(tokens.stem[token]), token, token, limit, matches);
      if (numberSymbol != LongIntTable.NONE && tokens.startsWithDigit(token)) {
        take(tokens, steps.get(step(ROOT, numberSymbol)), token, token, limit, matches);
      }
    }
    int group = rootHeads.get(tokens.head[token]);
    if (group != LongIntTable.NONE) {
      tryPrefixes(tokens, rootPrefixGroups.get(group), ROOT, token, token, limit, matches);
    }
    tryPrefixes(tokens, shortPrefixes, ROOT, token, token, limit, matches);
  }

  /** Phrases that go on with this token. */
  private void walk(Tokens tokens, int node, int first, int token, int limit, CueMatches matches) {
    if (token >= limit) {
      return;
    }
    int symbol = symbols.get(tokens.word[token]);
    if (symbol != LongIntTable.NONE) {
      take(tokens, steps.get(step(node, symbol)), first, token, limit, matches);
    }
    if (form == Form.IDEA) {
      int stem = stems.get(tokens.stem[token]);
      if (stem != LongIntTable.NONE) {
        take(tokens, steps.get(step(node, stem)), first, token, limit, matches);
      }
      if (numberSymbol != LongIntTable.NONE && tokens.startsWithDigit(token)) {
        take(tokens, steps.get(step(node, numberSymbol)), first, token, limit, matches);
      }
      // One only: a run of them would make the walk deep.
      if (isDeterminer(tokens, token) && !isDeterminer(tokens, token - 1)) {
        walk(tokens, node, first, token + 1, limit, matches);
      }
    }
    if (beforePrefix.get(node)) {
      int group = heads.get(tokens.head[token]);
      if (group != LongIntTable.NONE) {
        tryPrefixes(tokens, prefixGroups.get(group), node, first, token, limit, matches);
      }
    }
    tryPrefixes(tokens, shortPrefixes, node, first, token, limit, matches);
  }

  private boolean isDeterminer(Tokens tokens, int token) {
    return determiners.get(tokens.word[token]) != LongIntTable.NONE;
  }

  private void tryPrefixes(
      Tokens tokens,
      List<Prefix> prefixes,
      int node,
      int first,
      int token,
      int limit,
      CueMatches matches) {
    for (int i = 0; i < prefixes.size(); i++) {
      Prefix prefix = prefixes.get(i);
      int next = steps.get(step(node, prefix.symbol()));
      if (next != LongIntTable.NONE && tokens.startsWith(token, prefix.text())) {
        take(tokens, next, first, token, limit, matches);
      }
    }
  }

  private void take(Tokens tokens, int next, int first, int token, int limit, CueMatches matches) {
    if (next == LongIntTable.NONE) {
      return;
    }
    for (int cue : cuesAt.get(next)) {
      matches.add(cue, first, token + 1);
    }
    if (goesOn.get(next)) {
      walk(tokens, next, first, token + 1, limit, matches);
    }
  }

  private void add(String phrase, int cue) {
    int node = ROOT;
    for (String word : phrase.split(" ", -1)) {
      long step = step(node, symbolOf(word));
      goesOn.set(node);
      if (word.endsWith("*")) {
        beforePrefix.set(node);
      }
      int next = steps.get(step);
      if (next == LongIntTable.NONE) {
        next = cuesAt.size();
        cuesAt.add(new int[0]);
        steps.put(step, next);
      }
      node = next;
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
      if (numberSymbol == LongIntTable.NONE) {
        numberSymbol = symbolCount++;
      }
      return numberSymbol;
    }
    if (word.endsWith("*")) {
      return prefixSymbol(word.substring(0, word.length() - 1));
    }
    if (form == Form.IDEA && word.length() >= SHORTEST_STEMMED) {
      String group = synonyms.getOrDefault(word, word);
      return symbolIn(stems, Tokens.stemHash(group));
    }
    return symbolIn(symbols, Tokens.hash(word));
  }

  /** Lets a word of a group stand for the group's first word, where a phrase has that one. */
  private void addSynonym(String word, String groupWord) {
    int symbol = stems.get(Tokens.stemHash(groupWord));
    if (symbol != LongIntTable.NONE && stems.get(Tokens.stemHash(word)) == LongIntTable.NONE) {
      stems.put(Tokens.stemHash(word), symbol);
    }
  }

  private int prefixSymbol(String prefix) {
    List<Prefix> group;
    if (prefix.length() < Tokens.HEAD) {
      group = shortPrefixes;
    } else {
      long head = Tokens.hash(prefix.substring(0, Tokens.HEAD));
      int number = heads.get(head);
      if (number == LongIntTable.NONE) {
        number = prefixGroups.size();
        heads.put(head, number);
        prefixGroups.add(new ArrayList<>());
      }
      group = prefixGroups.get(number);
    }
    for (Prefix known : group) {
      if (known.text().equals(prefix)) {
        return known.symbol();
      }
    }
    group.add(new Prefix(prefix, symbolCount));
    return symbolCount++;
  }

  private int symbolIn(LongIntTable table, long hash) {
    int symbol = table.get(hash);
    if (symbol == LongIntTable.NONE) {
      symbol = symbolCount++;
      table.put(hash, symbol);
    }
    return symbol;
  }

  private static long step(int node, int symbol) {
    return ((long) node << 32) | symbol;
  }
}
