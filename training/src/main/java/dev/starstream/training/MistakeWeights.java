package dev.starstream.training;

import java.util.ArrayList;
import java.util.List;

/**
 * Logistic regression over named evidence, for one mistake. Few answers have the mistake, so what
 * is known beforehand counts: every piece of evidence starts from a weight on its own side of 0 and
 * never crosses to the other. One thread and a fixed order of sums: the same examples give the same
 * weights to the last bit.
 */
final class MistakeWeights {
  /**
   * How much of each piece of evidence an answer has.
   *
   * @param group answers of one group are never learned from and judged by at once
   * @param weight how much it counts
   */
  record Example(List<Double> values, boolean made, String group, double weight) {
    Example {
      values = List.copyOf(values);
    }
  }

  /** What is there without any evidence, and the weight of each piece. */
  record Weights(double start, List<Double> weights) {
    Weights {
      weights = List.copyOf(weights);
    }

    double score(Example example) {
      double sum = start;
      for (int i = 0; i < weights.size(); i++) {
        sum += weights.get(i) * example.values().get(i);
      }
      return sum;
    }
  }

  /** How many were found of those that have it, when each group was judged without it. */
  record Judged(double hits, double falsely, double missed) {
    double f1() {
      return 2 * hits / Math.max(1, 2 * hits + falsely + missed);
    }
  }

  record Result(Weights weights, Judged unseen) {}

  private static final int FOLDS = 8;
  private static final int ROUNDS = 1500;
  private static final double MARGIN = 0.05;
  private static final double STEP = 0.4;

  /** How strongly it is held there. */
  private static final double HOLD = 3;

  private static final double MOST_FOR_RARE = 6;

  private final List<Double> priors;

  /**
   * @param priors where each weight starts from: above 0 for evidence that speaks for the mistake
   */
  MistakeWeights(List<Double> priors) {
    this.priors = List.copyOf(priors);
  }

  /**
   * The weights from all examples; the start is where models that did not see a group judge it
   * best.
   */
  Result train(List<Example> examples) {
    var unseen = new ArrayList<double[]>();
    for (int fold = 0; fold < FOLDS; fold++) {
      var known = new ArrayList<Example>();
      var asked = new ArrayList<Example>();
      for (Example example : examples) {
        boolean here = Math.floorMod(example.group().hashCode(), FOLDS) == fold;
        (here ? asked : known).add(example);
      }
      Weights weights = fit(known);
      for (Example example : asked) {
        unseen.add(new double[] {weights.score(example), example.made() ? 1 : 0, example.weight()});
      }
    }
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
      if (judged.f1() > best.f1()) {
        best = judged;
        shift = (unseen.get(i)[0] + unseen.get(i + 1)[0]) / 2;
      }
    }
    Weights all = fit(examples);
    // The texts beside the rule weigh most, and have to come out right if any start lets them.
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    for (Example example : examples) {
      if (example.weight() > 1 && example.made()) {
        high = Math.min(high, all.score(example) - MARGIN);
      } else if (example.weight() > 1) {
        low = Math.max(low, all.score(example) + MARGIN);
      }
    }
    if (low < high) {
      shift = Math.max(low, Math.min(high, shift));
    }
    return new Result(new Weights(all.start() - shift, all.weights()), best);
  }

  private Weights fit(List<Example> examples) {
    int size = priors.size();
    double[] weights = new double[size];
    for (int i = 0; i < size; i++) {
      weights[i] = priors.get(i);
    }
    double made = 0;
    double all = 0;
    for (Example example : examples) {
      all += example.weight();
      made += example.made() ? example.weight() : 0;
    }
    double rare = Math.sqrt(Math.min(MOST_FOR_RARE, (all - made) / Math.max(1, made)));
    double start = -1;
    double[] gradient = new double[size];
    for (int round = 0; round < ROUNDS; round++) {
      double startGradient = 0;
      for (int i = 0; i < size; i++) {
        gradient[i] = HOLD * (weights[i] - priors.get(i));
      }
      for (Example example : examples) {
        double sum = start;
        for (int i = 0; i < size; i++) {
          sum += weights[i] * example.values().get(i);
        }
        double likely = 1 / (1 + StrictMath.exp(-sum));
        double off = example.weight() * (example.made() ? rare * (likely - 1) : likely);
        startGradient += off;
        for (int i = 0; i < size; i++) {
          gradient[i] += off * example.values().get(i);
        }
      }
      double step = STEP / all * 4;
      start -= step * startGradient;
      for (int i = 0; i < size; i++) {
        double moved = weights[i] - step * gradient[i];
        weights[i] = priors.get(i) > 0 ? Math.max(0, moved) : Math.min(0, moved);
      }
    }
    var list = new ArrayList<Double>();
    for (double weight : weights) {
      list.add(weight);
    }
    return new Weights(start, list);
  }
}
