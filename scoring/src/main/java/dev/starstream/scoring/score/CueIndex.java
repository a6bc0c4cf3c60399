package dev.starstream.scoring.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds all phrases of all cue lists in one pass over the tokens: a trie over numbers of words,
 * packed into arrays (Aoe 1989, "double array"), so that each step is one look. Phrases do not
 * reach across the end of a sentence.
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
  private final BitSet determiners = new BitSet();
  private int numberSymbol = NONE;

  /** The nodes by number: two places for each, the node before it, and where its row begins. */
  private int[] nodes = {};

  /** By the number of a node where in {@link #cues} the lists begin whose phrases end there. */
  private int[] firstCue = {};

  private int[] cues = {};

  /** The phrases of one cue list; {@code cue} is the number that its matches carry. */
  record CueList(int cue, List<String> phrases) {}

  /**
   * @param vocabulary gets the words; {@link #find} wants its reading of the text
   * @param determiners words that may stand between the words of an idea
   */
  CueIndex(List<CueList> lists, Form form, Vocabulary vocabulary, List<String> determiners) {
    this.form = form;
    determiners.forEach(word -> this.determiners.set(vocabulary.word(word)));
    var trie = new Trie();
    for (CueList list : lists) {
      for (String phrase : list.phrases()) {
        Node node = trie.root;
        for (String word : phrase.split(" ", -1)) {
          node = trie.step(node, symbolOf(word, vocabulary));
        }
        if (!node.cues.contains(list.cue())) {
          node.cues.add(list.cue());
        }
      }
    }
    pack(trie);
  }

  /** Finds phrases letter by letter. */
  CueIndex(List<CueList> lists, Vocabulary vocabulary) {
    this(lists, Form.EXACT, vocabulary, List.of());
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
    int at = nodes[2 * node + 1] + symbol;
    return 2 * at < nodes.length && nodes[2 * at] == node ? at : NONE;
  }

  private void take(
      Tokens tokens, Words words, int node, int first, int token, int limit, CueMatches matches) {
    if (node == NONE) {
      return;
    }
    for (int i = firstCue[node]; i < firstCue[node + 1]; i++) {
      matches.add(cues[i], first, token + 1);
    }
    if (nodes[2 * node + 1] != NONE) {
      walk(tokens, words, node, first, token + 1, limit, matches);
    }
  }

  private int symbolOf(String word, Vocabulary vocabulary) {
    if (form == Form.IDEA && word.equals(NUMBER)) {
      numberSymbol = numberSymbol == NONE ? vocabulary.reserve() : numberSymbol;
      return numberSymbol;
    }
    if (word.endsWith("*")) {
      return vocabulary.prefix(word.substring(0, word.length() - 1));
    }
    if (form == Form.IDEA && word.length() >= SHORTEST_STEMMED) {
      return vocabulary.stem(Tokens.stemHash(word));
    }
    return vocabulary.word(word);
  }

  /** A node while the trie is built. */
  private static final class Node {
    private final TreeMap<Integer, Node> steps = new TreeMap<>();
    private final List<Integer> cues = new ArrayList<>();
    private int number = NONE;
    private int row = NONE;
  }

  /** The trie before it is packed. */
  private static final class Trie {
    private final Node root = new Node();
    private final List<Node> all = new ArrayList<>(List.of(root));

    Node step(Node node, int symbol) {
      return node.steps.computeIfAbsent(
          symbol,
          none -> {
            var added = new Node();
            all.add(added);
            return added;
          });
    }
  }

  /** Lays the rows of all nodes over each other so that no two steps meet, the fullest first. */
  private void pack(Trie trie) {
    var rows = new ArrayList<Node>();
    trie.all.stream().filter(node -> !node.steps.isEmpty()).forEach(rows::add);
    rows.sort(Comparator.comparing((Node node) -> node.steps.size()).reversed());
    var taken = new BitSet();
    taken.set(ROOT);
    trie.root.number = ROOT;
    int last = ROOT;
    for (Node node : rows) {
      int[] symbols = new int[node.steps.size()];
      int count = 0;
      for (int symbol : node.steps.keySet()) {
        symbols[count++] = symbol;
      }
      int at = taken.nextClearBit(symbols[0]);
      while (!fits(symbols, at - symbols[0], taken)) {
        at = taken.nextClearBit(at + 1);
      }
      node.row = at - symbols[0];
      for (Map.Entry<Integer, Node> step : node.steps.entrySet()) {
        step.getValue().number = node.row + step.getKey();
        taken.set(step.getValue().number);
      }
      last = Math.max(last, node.row + symbols[count - 1]);
    }
    trie.root.row = Math.max(0, trie.root.row);
    int size = last + 1;
    nodes = new int[2 * size];
    Arrays.fill(nodes, NONE);
    firstCue = new int[size + 1];
    for (Node node : trie.all) {
      nodes[2 * node.number + 1] = node.row;
      for (Node next : node.steps.values()) {
        nodes[2 * next.number] = node.number;
      }
      firstCue[node.number + 1] = node.cues.size();
    }
    for (int node = 0; node < size; node++) {
      firstCue[node + 1] += firstCue[node];
    }
    cues = new int[firstCue[size]];
    for (Node node : trie.all) {
      int at = firstCue[node.number];
      for (int cue : node.cues) {
        cues[at++] = cue;
      }
    }
  }

  private static boolean fits(int[] symbols, int at, BitSet taken) {
    for (int i = 1; i < symbols.length; i++) {
      if (taken.get(at + symbols[i])) {
        return false;
      }
    }
    return true;
  }
}
