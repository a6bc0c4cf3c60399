package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MistakeRule;
import dev.starstream.scoring.score.PartShapes.Shape;
import dev.starstream.scoring.score.TextFacts.Fact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weighed evidence of one mistake: each piece is a figure of the text, or something that stands
 * in a sentence. What the words of the text say ({@link MistakeModel}) is added. The mistake is
 * made when their sum is above 0.
 *
 * <p>A piece is named by terms with {@code &} between them, which one sentence must all fulfil: cue
 * lists (the rule's own, one that is shared, or {@code other_rule/list}), shapes of sentences
 * ({@code i_past}), either with {@code no} before it, and lists of which the second comes soon
 * after the first ({@code left_out > check}). A figure ({@link Fact}) stands alone.
 */
final class EvidenceScore {
  /** Half of the weight for the second sentence that has it, a quarter for the third, and so on. */
  private static final double[] OF_SENTENCES = {0, 1, 1.5, 1.75, 1.875};

  /** Words that may stand between the two of a pair: "left out the last two tests". */
  private static final int WORDS_BETWEEN = 3;

  private static final int NO_FACT = -1;

  /** A piece of evidence and its weight. */
  private static final class Piece {
    final String name;
    final double weight;
    final int fact;
    final int[] cues;
    final int[] noCues;

    /** Pairs of lists, the second soon after the first. */
    final int[] pairs;

    final int[] shapes;
    final int[] noShapes;

    Piece(String name, double weight, int fact, Terms terms) {
      this.name = name;
      this.weight = weight;
      this.fact = fact;
      cues = array(terms.cues);
      noCues = array(terms.noCues);
      pairs = array(terms.pairs);
      shapes = array(terms.shapes);
      noShapes = array(terms.noShapes);
    }

    private static int[] array(List<Integer> numbers) {
      return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Which of 64 sentences have it, as bits. */
    long in(int block, SentenceCues found, Parts parts) {
      long in = parts.sentences(block);
      for (int cue : cues) {
        in &= found.sentencesWith(cue, block);
      }
      for (int shape : shapes) {
        in &= parts.sentencesWith(shape, block);
      }
      for (int i = 0; i < pairs.length && in != 0; i += 2) {
        in &= found.sentencesWith(pairs[i], block) & found.sentencesWith(pairs[i + 1], block);
        for (long rest = in; rest != 0; rest &= rest - 1) {
          int sentence = 64 * block + Long.numberOfTrailingZeros(rest);
          if (!found.follows(pairs[i], pairs[i + 1], sentence, WORDS_BETWEEN)) {
            in &= ~Long.lowestOneBit(rest);
          }
        }
      }
      for (int cue : noCues) {
        in &= ~found.sentencesWith(cue, block);
      }
      for (int shape : noShapes) {
        in &= ~parts.sentencesWith(shape, block);
      }
      return in;
    }
  }

  private static final class Terms {
    final List<Integer> cues = new ArrayList<>();
    final List<Integer> noCues = new ArrayList<>();
    final List<Integer> pairs = new ArrayList<>();
    final List<Integer> shapes = new ArrayList<>();
    final List<Integer> noShapes = new ArrayList<>();
  }

  /** A piece of evidence that a text has, for people. */
  record Found(String name, double points) {}

  /** The place of the mistake in {@link MistakeModel}. */
  private final int mistake;

  private final double start;
  private final List<Piece> pieces = new ArrayList<>();

  /**
   * @param rule of which the score is
   * @param cues numbers of the shared lists by name, and of all rules' own as {@code rule/list}
   * @param problems gets every term that names nothing
   */
  EvidenceScore(
      MistakeRule rule, MistakeRule.Score score, Map<String, Integer> cues, List<String> problems) {
    mistake = MistakeModel.MISTAKES.indexOf(rule.mistake());
    start = score.start();
    score
        .weights()
        .forEach((name, weight) -> pieces.add(piece(rule.id(), name, weight, cues, problems)));
  }

  private static Piece piece(
      String rule, String name, double weight, Map<String, Integer> cues, List<String> problems) {
    Optional<Fact> fact = Fact.named(name);
    if (fact.isPresent()) {
      return new Piece(name, weight, fact.get().index(), new Terms());
    }
    var terms = new Terms();
    for (String term : name.split(" & ", -1)) {
      int then = term.indexOf(" > ");
      if (then > 0) {
        terms.pairs.add(list(rule, term.substring(0, then), cues, problems));
        terms.pairs.add(list(rule, term.substring(then + 3), cues, problems));
        continue;
      }
      boolean no = term.startsWith("no ");
      String what = no ? term.substring(3) : term;
      Integer cue = cues.getOrDefault(rule + "/" + what, cues.get(what));
      if (cue != null) {
        (no ? terms.noCues : terms.cues).add(cue);
        continue;
      }
      Optional<Shape> shape = shape(what);
      if (shape.isEmpty()) {
        problems.add(unknown(rule, what));
      } else {
        (no ? terms.noShapes : terms.shapes).add(Long.numberOfTrailingZeros(shape.get().bit()));
      }
    }
    return new Piece(name, weight, NO_FACT, terms);
  }

  private static int list(
      String rule, String name, Map<String, Integer> cues, List<String> problems) {
    Integer cue = cues.getOrDefault(rule + "/" + name, cues.get(name));
    if (cue == null) {
      problems.add(unknown(rule, name));
      return 0;
    }
    return cue;
  }

  private static String unknown(String rule, String what) {
    return "mistakes.yaml/mistakes/"
        + rule
        + "/score: '"
        + what
        + "' (expected: a cue list, a shape of a sentence or a figure of the text)";
  }

  private static Optional<Shape> shape(String id) {
    return Arrays.stream(Shape.values()).filter(shape -> shape.id().equals(id)).findFirst();
  }

  /** Above 0 if the mistake is made. */
  double of(Reading reading, Parts parts, TextFacts facts) {
    double sum = start + facts.said(mistake);
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      sum += piece.weight * value(piece, reading, parts, facts);
    }
    return sum;
  }

  private static double value(Piece piece, Reading reading, Parts parts, TextFacts facts) {
    if (piece.fact != NO_FACT) {
      return facts.get(piece.fact);
    }
    int sentences = 0;
    for (int block = 0; block < parts.blocks(); block++) {
      sentences += Long.bitCount(piece.in(block, reading.cues(), parts));
    }
    return OF_SENTENCES[Math.min(sentences, OF_SENTENCES.length - 1)];
  }

  /**
   * The sentence that speaks most for the mistake; -1 if it is the text as a whole.
   *
   * @param sums what has been found to speak for it in each sentence; added to
   */
  int sentence(Reading reading, Parts parts, double[] sums) {
    for (Piece piece : pieces) {
      for (int block = 0; piece.fact == NO_FACT && block < parts.blocks(); block++) {
        long in = piece.in(block, reading.cues(), parts);
        for (long rest = in; rest != 0; rest &= rest - 1) {
          sums[64 * block + Long.numberOfTrailingZeros(rest)] += piece.weight;
        }
      }
    }
    int best = -1;
    double most = 0;
    for (int i = 0; i < sums.length; i++) {
      if (sums[i] > most + 1e-9) {
        most = sums[i];
        best = i;
      }
    }
    return best;
  }

  /** The place of the mistake in {@link MistakeModel}. */
  int mistake() {
    return mistake;
  }

  double start() {
    return start;
  }

  /** What the text has of it, in the order of the rule. */
  List<Found> found(Reading reading, Parts parts, TextFacts facts) {
    var found = new ArrayList<Found>();
    for (Piece piece : pieces) {
      double points = piece.weight * value(piece, reading, parts, facts);
      if (points != 0) {
        found.add(new Found(piece.name, points));
      }
    }
    return found;
  }

  List<String> names() {
    return pieces.stream().map(piece -> piece.name).toList();
  }

  /** How much the text has of each piece, without weights: for training them. */
  double[] values(Reading reading, Parts parts, TextFacts facts) {
    return pieces.stream().mapToDouble(piece -> value(piece, reading, parts, facts)).toArray();
  }
}
