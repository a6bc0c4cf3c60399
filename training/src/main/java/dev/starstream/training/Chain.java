package dev.starstream.training;

import java.util.Arrays;
import java.util.List;

/**
 * The likelihood of labelled texts under a linear-chain conditional random field, and its gradient
 * (Lafferty, McCallum and Pereira 2001; forward-backward as in Sutton and McCallum 2012, section
 * 4.1), with a Gaussian prior on the weights. Sums run in a fixed order and with {@link
 * StrictMath}: the same bytes on every machine.
 */
final class Chain implements Lbfgs.Function {
  /**
   * A text.
   *
   * @param features of each sentence: rows of the weights, ascending, each at most once
   * @param labels of each sentence
   * @param weight how much the text counts
   */
  @SuppressWarnings("ArrayRecordComponent") // read in the innermost loops
  record Text(int[][] features, int[] labels, double weight) {}

  private final List<Text> texts;
  private final int rows;
  private final int labels;
  private final double[] penalty;

  /**
   * @param rows of features
   * @param penalty of each row, and of the transitions behind them: one over the variance of the
   *     prior
   */
  Chain(List<Text> texts, int rows, int labels, double[] penalty) {
    this.texts = texts;
    this.rows = rows;
    this.labels = labels;
    this.penalty = penalty;
  }

  /** Weights by row and label, then transitions by label before and label after. */
  @Override
  public int size() {
    return (rows + labels) * labels;
  }

  @Override
  public double value(double[] weights, double[] gradient) {
    Arrays.fill(gradient, 0);
    double loss = 0;
    for (Text text : texts) {
      loss += text.weight() * add(text, weights, gradient);
    }
    for (int row = 0; row < rows + labels; row++) {
      for (int i = row * labels; i < (row + 1) * labels; i++) {
        loss += 0.5 * penalty[row] * weights[i] * weights[i];
        gradient[i] += penalty[row] * weights[i];
      }
    }
    return loss;
  }

  /** Sums of the weights of each sentence. */
  static double[] emissions(int[][] features, double[] weights, int labels) {
    double[] emission = new double[features.length * labels];
    for (int i = 0; i < features.length; i++) {
      for (int row : features[i]) {
        for (int label = 0; label < labels; label++) {
          emission[i * labels + label] += weights[row * labels + label];
        }
      }
    }
    return emission;
  }

  private double add(Text text, double[] weights, double[] gradient) {
    int count = text.labels().length;
    double[] emission = emissions(text.features(), weights, labels);
    int steps = rows * labels;
    double[] step = new double[labels * labels];
    for (int i = 0; i < step.length; i++) {
      step[i] = StrictMath.exp(weights[steps + i]);
    }
    double gold = 0;
    for (int i = 0; i < count; i++) {
      gold += emission[i * labels + text.labels()[i]];
      if (i > 0) {
        gold += weights[steps + text.labels()[i - 1] * labels + text.labels()[i]];
      }
    }
    double log = 0;
    double[] likely = new double[emission.length];
    double[] forward = new double[emission.length];
    double[] scale = new double[count];
    for (int i = 0; i < count; i++) {
      double top = emission[i * labels];
      for (int label = 1; label < labels; label++) {
        top = Math.max(top, emission[i * labels + label]);
      }
      log += top;
      double sum = 0;
      for (int label = 0; label < labels; label++) {
        likely[i * labels + label] = StrictMath.exp(emission[i * labels + label] - top);
        double into = i == 0 ? 1 : 0;
        for (int from = 0; i > 0 && from < labels; from++) {
          into += forward[(i - 1) * labels + from] * step[from * labels + label];
        }
        forward[i * labels + label] = into * likely[i * labels + label];
        sum += forward[i * labels + label];
      }
      scale[i] = sum;
      log += StrictMath.log(sum);
      for (int label = 0; label < labels; label++) {
        forward[i * labels + label] /= sum;
      }
    }
    double[] backward = new double[emission.length];
    Arrays.fill(backward, (count - 1) * labels, count * labels, 1);
    for (int i = count - 2; i >= 0; i--) {
      for (int label = 0; label < labels; label++) {
        double sum = 0;
        for (int to = 0; to < labels; to++) {
          int next = (i + 1) * labels + to;
          double path = step[label * labels + to] * likely[next] * backward[next] / scale[i + 1];
          sum += path;
          gradient[steps + label * labels + to] +=
              text.weight() * forward[i * labels + label] * path;
        }
        backward[i * labels + label] = sum;
      }
    }
    for (int i = 0; i < count; i++) {
      for (int label = 0; label < labels; label++) {
        double off = forward[i * labels + label] * backward[i * labels + label];
        off -= text.labels()[i] == label ? 1 : 0;
        off *= text.weight();
        for (int row : text.features()[i]) {
          gradient[row * labels + label] += off;
        }
      }
      if (i > 0) {
        gradient[steps + text.labels()[i - 1] * labels + text.labels()[i]] -= text.weight();
      }
    }
    return log - gold;
  }
}
