package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MistakeRule;
import dev.starstream.scoring.score.PartShapes.Shape;
import dev.starstream.scoring.score.TextFacts.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weighed evidence of one mistake: each piece is a figure of the text, or something that stands
 * in a sentence. The mistake is made when their sum is above 0.
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

    final long shapes;
    final long noShapes;

    Piece(String name, double weight, int fact, Terms terms) {
      this.name = name;
      this.weight = weight;
      this.fact = fact;
      cues = terms.cues.stream().mapToInt(Integer::intValue).toArray();
      noCues = terms.noCues.stream().mapToInt(Integer::intValue).toArray();
      pairs = terms.pairs.stream().mapToInt(Integer::intValue).toArray();
      shapes = terms.shapes;
      noShapes = terms.noShapes;
    }

    boolean isIn(int sentence, SentenceCues found, Parts parts) {
      long seen = parts.shapes(sentence);
      if ((seen & shapes) != shapes || (seen & noShapes) != 0) {
        return false;
      }
      for (int cue : cues) {
        if (!found.has(cue, sentence)) {
          return false;
        }
      }
      for (int i = 0; i < pairs.length; i += 2) {
        if (!found.follows(pairs[i], pairs[i + 1], sentence, WORDS_BETWEEN)) {
          return false;
        }
      }
      for (int cue : noCues) {
        if (found.has(cue, sentence)) {
          return false;
        }
      }
      return true;
    }

    boolean mayBeIn(SentenceCues found) {
      for (int cue : cues) {
        if (found.count(cue) == 0) {
          return false;
        }
      }
      for (int cue : pairs) {
        if (found.count(cue) == 0) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class Terms {
    final List<Integer> cues = new ArrayList<>();
    final List<Integer> noCues = new ArrayList<>();
    final List<Integer> pairs = new ArrayList<>();
    long shapes;
    long noShapes;
  }

  /** A piece of evidence that a text has, for people. */
  record Found(String name, double points) {}

  private final double start;
  private final List<Piece> pieces = new ArrayList<>();

  /**
   * @param rule of which the score is
   * @param cues numbers of the shared lists by name, and of all rules' own as {@code rule/list}
   * @param problems gets every term that names nothing
   */
  EvidenceScore(
      MistakeRule rule, MistakeRule.Score score, Map<String, Integer> cues, List<String> problems) {
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
      long bit = shape(what);
      if (bit == 0) {
        problems.add(unknown(rule, what));
      }
      terms.shapes |= no ? 0 : bit;
      terms.noShapes |= no ? bit : 0;
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

  private static long shape(String id) {
    for (Shape shape : Shape.values()) {
      if (shape.id().equals(id)) {
        return shape.bit();
      }
    }
    return 0;
  }

  /** Above 0 if the mistake is made. */
  double of(Reading reading, Parts parts, TextFacts facts) {
    double sum = start;
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
    if (!piece.mayBeIn(reading.cues())) {
      return 0;
    }
    int sentences = 0;
    for (int i = 0; i < parts.count() && sentences < OF_SENTENCES.length - 1; i++) {
      sentences += piece.isIn(i, reading.cues(), parts) ? 1 : 0;
    }
    return OF_SENTENCES[sentences];
  }

  /** The sentence that speaks most for the mistake; -1 if it is the text as a whole. */
  int sentence(Reading reading, Parts parts) {
    int best = -1;
    double most = 0;
    for (int i = 0; i < parts.count(); i++) {
      double sum = 0;
      for (int p = 0; p < pieces.size(); p++) {
        Piece piece = pieces.get(p);
        if (piece.fact == NO_FACT && piece.isIn(i, reading.cues(), parts)) {
          sum += piece.weight;
        }
      }
      if (sum > most + 1e-9) {
        most = sum;
        best = i;
      }
    }
    return best;
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
