package dev.starstream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static final int ROWS = 4;
  private static final int LABELS = 3;
  private static final List<Chain.Text> TEXTS =
      List.of(
          new Chain.Text(new int[][] {{0, 1}, {2}, {1, 3}}, new int[] {0, 1, 2}, 1),
          new Chain.Text(new int[][] {{3}, {0, 2}}, new int[] {2, 0}, 0.3),
          new Chain.Text(new int[][] {{1}}, new int[] {1}, 2));

  @Test
  void gradient_isTheSlopeOfTheValue() {
    // Given
    var chain = new Chain(TEXTS, ROWS, LABELS, penalty(0.7));
    var random = new Random(4);
    double[] point = random.doubles(chain.size(), -1, 1).toArray();
    double[] gradient = new double[chain.size()];
    double[] unused = new double[chain.size()];
    chain.value(point, gradient);
    double step = 1e-5;

    for (int i = 0; i < point.length; i++) {
      // When
      double at = point[i];
      point[i] = at + step;
      double above = chain.value(point, unused);
      point[i] = at - step;
      double below = chain.value(point, unused);
      point[i] = at;

      // Then
      assertThat(gradient[i]).isCloseTo((above - below) / (2 * step), within(1e-6));
    }
  }

  @Test
  void value_isMinusTheLogarithmOfTheLabelsShareInAllSequences() {
    // Given
    Chain.Text text = TEXTS.get(0);
    var chain = new Chain(List.of(text), ROWS, LABELS, penalty(0));
    double[] weights = new Random(9).doubles(chain.size(), -1, 1).toArray();

    // When
    double value = chain.value(weights, new double[chain.size()]);

    // Then
    double all = 0;
    double labelled = 0;
    for (int sequence = 0; sequence < 27; sequence++) {
      int[] labels = {sequence / 9, sequence / 3 % 3, sequence % 3};
      double share = StrictMath.exp(score(text.features(), labels, weights));
      all += share;
      if (java.util.Arrays.equals(labels, text.labels())) {
        labelled = share;
      }
    }
    assertThat(value).isCloseTo(-StrictMath.log(labelled / all), within(1e-9));
  }

  @Test
  void minimum_readsWhatItLearned() {
    var chain = new Chain(TEXTS, ROWS, LABELS, penalty(0.01));
    double[] weights = Lbfgs.minimise(chain, 100, 1e-9);
    double[] gradient = new double[chain.size()];
    chain.value(weights, gradient);
    assertThat(gradient).usingComparatorWithPrecision(1e-2).containsOnly(0);
    assertThat(score(TEXTS.get(0).features(), TEXTS.get(0).labels(), weights))
        .isGreaterThan(score(TEXTS.get(0).features(), new int[] {2, 1, 0}, weights));
  }

  private static double[] penalty(double each) {
    double[] penalty = new double[ROWS + LABELS];
    java.util.Arrays.fill(penalty, each);
    return penalty;
  }

  private static double score(int[][] features, int[] labels, double[] weights) {
    double[] emission = Chain.emissions(features, weights, LABELS);
    double score = 0;
    for (int i = 0; i < labels.length; i++) {
      score += emission[i * LABELS + labels[i]];
      score += i > 0 ? weights[(ROWS + labels[i - 1]) * LABELS + labels[i]] : 0;
    }
    return score;
  }
}
