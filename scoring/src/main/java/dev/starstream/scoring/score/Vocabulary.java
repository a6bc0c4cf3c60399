package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.WordClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for all words, stems and prefixes that some list holds: a word of a text is looked up
 * once, whoever asks about it. Filled while the scorer loads; only read after {@link #close}.
 */
final class Vocabulary {
  static final int UNKNOWN = LongIntTable.NONE;

  private static final int[] NO_PREFIXES = {};

  private final LongIntTable words = new LongIntTable();
  private final LongIntTable stems = new LongIntTable();

  /** Prefixes by the hash of their head: numbers into {@link #byHead}. */
  private final LongIntTable heads = new LongIntTable();

  private final List<List<Prefix>> byHead = new ArrayList<>();
  private final List<Prefix> shortPrefixes = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private int size;
  private boolean hasStems;
  private boolean hasPrefixes;
  private int[] classes = {};

  /** For each number the prefixes of its word. */
  private int[][] prefixes = {};

  /** For each number the number of its word's stem. */
  private int[] stemOf = {};

  /** For each number the hash of its word's stem; 0 where it is no word. */
  private long[] stemHashes = {};

  private record Prefix(String text, int number) {}

  Vocabulary() {}

  /** One that knows the classes of words. */
  Vocabulary(Map<WordClass, List<String>> wordClasses) {
    wordClasses.values().forEach(members -> members.forEach(this::word));
    classes = new int[size];
    wordClasses.forEach(
        (wordClass, members) -> members.forEach(word -> classes[word(word)] |= wordClass.bit()));
  }

  /** The number of a lower-case word. */
  int word(String word) {
    Integer known = numbers.get(word);
    if (known != null) {
      return known;
    }
    numbers.put(word, size);
    words.put(Tokens.hash(word), size);
    return size++;
  }

  /** The number of a stem, given by its hash. */
  int stem(long hash) {
    hasStems = true;
    int known = stems.get(hash);
    if (known == UNKNOWN) {
      known = size++;
      stems.put(hash, known);
    }
    return known;
  }

  /** The number of the word with this hash, or {@link #UNKNOWN}. */
  int known(long hash) {
    return words.get(hash);
  }

  /**
   * Lets stems count as one.
   *
   * @param synonyms from a word to the first word of its group
   */
  void sameStems(Map<String, String> synonyms) {
    synonyms.forEach(
        (word, group) -> {
          int number = stem(Tokens.stemHash(group));
          long hash = Tokens.stemHash(word);
          if (stems.get(hash) == UNKNOWN) {
            stems.put(hash, number);
          }
        });
  }

  /** The number of all words that begin with these lower-case characters. */
  int prefix(String prefix) {
    hasPrefixes = true;
    List<Prefix> group;
    if (prefix.length() < Tokens.HEAD) {
      group = shortPrefixes;
    } else {
      long head = Tokens.hash(prefix.substring(0, Tokens.HEAD));
      int at = heads.get(head);
      if (at == UNKNOWN) {
        at = byHead.size();
        heads.put(head, at);
        byHead.add(new ArrayList<>());
      }
      group = byHead.get(at);
    }
    for (Prefix known : group) {
      if (known.text().equals(prefix)) {
        return known.number();
      }
    }
    group.add(new Prefix(prefix, size));
    return size++;
  }

  /** A number that stands for no word. */
  int reserve() {
    return size++;
  }

  /** One more than the highest number. */
  int size() {
    return size;
  }

  /** Nothing is added any more. */
  void close() {
    classes = Arrays.copyOf(classes, size);
    prefixes = new int[size][];
    Arrays.fill(prefixes, NO_PREFIXES);
    stemHashes = new long[size];
    stemOf = new int[size];
    Arrays.fill(stemOf, UNKNOWN);
    numbers.forEach(
        (word, number) -> {
          prefixes[number] = prefixesOf(Tokens.of(word), 0);
          stemHashes[number] = Tokens.stemHash(word);
          stemOf[number] = stems.get(stemHashes[number]);
        });
    numbers.clear();
  }

  /** What is known of the words of a text. */
  Words of(Tokens tokens) {
    int count = tokens.count;
    int[] number = new int[count];
    int[] stem = new int[count];
    int[][] prefixesOf = new int[count][];
    int[] classesOf = new int[count];
    for (int token = 0; token < count; token++) {
      int known = words.get(tokens.word[token]);
      number[token] = known;
      if (known == UNKNOWN) {
        prefixesOf[token] = prefixesOf(tokens, token);
        stem[token] = hasStems ? stems.get(tokens.stem(token)) : UNKNOWN;
      } else {
        prefixesOf[token] = prefixes[known];
        stem[token] = stemOf[known];
        classesOf[token] = classes[known];
      }
    }
    return new Words(number, stem, prefixesOf, classesOf);
  }

  /** The hash of the stem of the word with this number; 0 if it is no word. */
  long stemHash(int number) {
    return stemHashes[number];
  }

  /** Gives the hash and the number of each word. */
  void forEach(LongIntTable.Entries taker) {
    words.forEach(taker);
  }

  private int[] prefixesOf(Tokens tokens, int token) {
    if (!hasPrefixes) {
      return NO_PREFIXES;
    }
    int[] found = startsOf(tokens, token, shortPrefixes, NO_PREFIXES);
    int at = token < tokens.count ? heads.get(tokens.head(token)) : UNKNOWN;
    return at == UNKNOWN ? found : startsOf(tokens, token, byHead.get(at), found);
  }

  private static int[] startsOf(Tokens tokens, int token, List<Prefix> of, int[] known) {
    int[] found = known;
    for (int i = 0; i < of.size(); i++) {
      if (tokens.startsWith(token, of.get(i).text())) {
        found = Arrays.copyOf(found, found.length + 1);
        found[found.length - 1] = of.get(i).number();
      }
    }
    return found;
  }
}
