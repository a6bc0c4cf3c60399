package dev.starstream.training;

import dev.starstream.scoring.score.MistakeModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Logistic regression over named evidence and words, for one mistake. Few answers have the mistake,
 * so what is known beforehand counts: every piece of evidence is held near a weight on its own side
 * of 0 and never crosses to the other, and words are held near 0. One thread for each model and a
 * fixed order of sums: the same examples give the same weights to the last bit.
 */
final class MistakeWeights {
  /**
   * What an answer has.
   *
   * @param values how much of each piece of evidence
   * @param words numbers of the words it has
   * @param group answers of one group are never learned from and judged by at once
   * @param weight how much it counts
   * @param certain whether it has to come out right
   */
  @SuppressWarnings("ArrayRecordComponent") // thousands of them, read only here
  record Example(
      double[] values, int[] words, boolean made, String group, double weight, boolean certain) {}

  /** What is there without any evidence, and the weight of each piece and of each word. */
  @SuppressWarnings("ArrayRecordComponent")
  record Weights(double start, double[] evidence, double[] words) {
    double score(Example example) {
      double sum = start;
      for (int i = 0; i < evidence.length; i++) {
        sum += evidence[i] * example.values()[i];
      }
      double share = MistakeModel.share(example.words().length);
      for (int word : example.words()) {
        sum += words[word] * share;
      }
      return sum;
    }
  }

  /** How many were found of those that have it, when each group was judged without it. */
  record Judged(double hits, double falsely, double missed) {
    /**
     * F-measure with beta squared {@value #MISSED} (van Rijsbergen 1979): who is told of a mistake
     * that is not there trusts nothing else.
     */
    double worth() {
      double found = (1 + MISSED) * hits;
      return found / Math.max(1, found + falsely + MISSED * missed);
    }
  }

  record Result(Weights weights, Judged unseen) {}

  private static final int FOLDS = 6;
  private static final int ROUNDS = 80;
  private static final double GAIN = 1e-6;
  private static final double MARGIN = 0.05;

  /** What a missed one counts beside one that is not there. */
  private static final double MISSED = 0.8;

  /** How strongly a piece of evidence is held near its weight, and a word near 0. */
  private static final double HOLD = 1;

  private static final double HOLD_WORD = 1;

  private final double[] priors;
  private final int words;

  /**
   * @param priors near which each weight is held: above 0 for evidence that speaks for the mistake
   * @param words how many words there are
   */
  MistakeWeights(List<Double> priors, int words) {
    this.priors = priors.stream().mapToDouble(Double::doubleValue).toArray();
    this.words = words;
  }

  /**
   * The weights from all examples; the start is where models that did not see a group judge it
   * best.
   */
  Result train(List<Example> examples) {
    List<String> groups = examples.stream().map(Example::group).distinct().sorted().toList();
    List<double[]> unseen =
        new ArrayList<>(
            IntStream.range(0, FOLDS)
                .parallel()
                .mapToObj(fold -> judge(examples, groups, fold))
                .flatMap(List::stream)
                .toList());
    unseen.sort((a, b) -> Double.compare(b[0], a[0]));
    double made = 0;
    for (double[] one : unseen) {
      made += one[1] * one[2];
    }
    double shift = 0;
    var best = new Judged(0, 0, made);
    double hits = 0;
    double found = 0;
    for (int i = 0; i + 1 < unseen.size(); i++) {
      hits += unseen.get(i)[1] * unseen.get(i)[2];
      found += unseen.get(i)[2];
      var judged = new Judged(hits, found - hits, made - hits);
      if (judged.worth() > best.worth()) {
        best = judged;
        shift = (unseen.get(i)[0] + unseen.get(i + 1)[0]) / 2;
      }
    }
    Weights all = fit(examples);
    // The texts beside the rule have to come out right if any start lets them.
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    for (Example example : examples) {
      if (example.certain() && example.made()) {
        high = Math.min(high, all.score(example) - MARGIN);
      } else if (example.certain()) {
        low = Math.max(low, all.score(example) + MARGIN);
      }
    }
    if (low < high) {
      shift = Math.max(low, Math.min(high, shift));
    }
    return new Result(new Weights(all.start() - shift, all.evidence(), all.words()), best);
  }

  /** Score, whether it is made, and weight of each example of a fold. */
  private List<double[]> judge(List<Example> examples, List<String> groups, int fold) {
    var known = new ArrayList<Example>();
    var asked = new ArrayList<Example>();
    for (Example example : examples) {
      boolean here = groups.indexOf(example.group()) % FOLDS == fold;
      (here ? asked : known).add(example);
    }
    Weights weights = fit(known);
    return asked.stream()
        .filter(example -> !example.certain())
        .map(
            example ->
                new double[] {weights.score(example), example.made() ? 1 : 0, example.weight()})
        .toList();
  }

  private Weights fit(List<Example> examples) {
    boolean[] silent = new boolean[priors.length];
    while (true) {
      double[] found = Lbfgs.minimise(new Loss(examples, silent), ROUNDS, GAIN);
      double[] evidence = new double[priors.length];
      boolean crossed = false;
      for (int i = 0; i < priors.length; i++) {
        evidence[i] = silent[i] ? 0 : priors[i] + found[1 + i];
        if (evidence[i] * priors[i] < 0) {
          silent[i] = true;
          crossed = true;
        }
      }
      if (!crossed) {
        double[] ofWords = Arrays.copyOfRange(found, 1 + priors.length, found.length);
        return new Weights(found[0], evidence, ofWords);
      }
    }
  }

  /** Of the start, how far each weight is from where it is held, and the words. */
  private final class Loss implements Lbfgs.Function {
    private final List<Example> examples;
    private final boolean[] silent;

    /**
     * @param silent evidence that turned out to say nothing on its own side
     */
    Loss(List<Example> examples, boolean[] silent) {
      this.examples = examples;
      this.silent = silent.clone();
    }

    @Override
    public int size() {
      return 1 + priors.length + words;
    }

    @Override
    public double value(double[] point, double[] gradient) {
      Arrays.fill(gradient, 0);
      int evidence = priors.length;
      int firstWord = 1 + evidence;
      double loss = 0;
      for (int i = 0; i < evidence; i++) {
        if (!silent[i]) {
          loss += HOLD / 2 * point[1 + i] * point[1 + i];
          gradient[1 + i] = HOLD * point[1 + i];
        }
      }
      for (int i = firstWord; i < point.length; i++) {
        loss += HOLD_WORD / 2 * point[i] * point[i];
        gradient[i] = HOLD_WORD * point[i];
      }
      for (Example example : examples) {
        double[] values = example.values();
        double sum = point[0];
        for (int i = 0; i < evidence; i++) {
          sum += silent[i] ? 0 : (priors[i] + point[1 + i]) * values[i];
        }
        double share = MistakeModel.share(example.words().length);
        for (int word : example.words()) {
          sum += point[firstWord + word] * share;
        }
        double margin = example.made() ? sum : -sum;
        double likely = 1 / (1 + StrictMath.exp(-margin));
        loss -= example.weight() * StrictMath.log(Math.max(likely, 1e-12));
        double off = example.weight() * (example.made() ? likely - 1 : 1 - likely);
        gradient[0] += off;
        for (int i = 0; i < evidence; i++) {
          gradient[1 + i] += silent[i] ? 0 : off * values[i];
        }
        for (int word : example.words()) {
          gradient[firstWord + word] += off * share;
        }
      }
      return loss;
    }
  }
}
