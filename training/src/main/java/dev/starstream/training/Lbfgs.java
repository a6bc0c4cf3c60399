package dev.starstream.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5) with a
 * backtracking line search. Written here and not taken from a library because retraining has to
 * give the same bytes on every machine: one thread, fixed order of sums, no fused or vectorised
 * arithmetic.
 */
final class Lbfgs {
  /** A smooth function of many variables. */
  interface Function {
    int size();

    /** The value at that point; fills the gradient. */
    double value(double[] point, double[] gradient);
  }

  private static final int MEMORY = 8;
  private static final double SUFFICIENT = 1e-4;

  @SuppressWarnings("ArrayRecordComponent")
  private record Pair(double[] step, double[] change, double scale) {}

  private Lbfgs() {}

  /**
   * Minimises from zero; ends after {@code rounds} or when a round gains less than {@code gain}.
   */
  static double[] minimise(Function function, int rounds, double gain) {
    int size = function.size();
    double[] point = new double[size];
    double[] gradient = new double[size];
    double value = function.value(point, gradient);
    var pairs = new ArrayDeque<Pair>();
    for (int round = 0; round < rounds; round++) {
      double[] direction = direction(gradient, pairs);
      double slope = dot(direction, gradient);
      double length = pairs.isEmpty() ? 1 / Math.sqrt(dot(gradient, gradient)) : 1;
      double[] next = new double[size];
      double[] nextGradient = new double[size];
      double nextValue = Double.POSITIVE_INFINITY;
      boolean better = false;
      for (int attempt = 0; attempt < 30 && !better; attempt++) {
        for (int i = 0; i < size; i++) {
          next[i] = point[i] + length * direction[i];
        }
        nextValue = function.value(next, nextGradient);
        better = nextValue <= value + SUFFICIENT * length * slope;
        length /= 2;
      }
      if (!better) {
        return point;
      }
      double[] step = new double[size];
      double[] change = new double[size];
      for (int i = 0; i < size; i++) {
        step[i] = next[i] - point[i];
        change[i] = nextGradient[i] - gradient[i];
      }
      double curvature = dot(step, change);
      if (curvature > 1e-12) {
        pairs.addLast(new Pair(step, change, 1 / curvature));
        if (pairs.size() > MEMORY) {
          pairs.removeFirst();
        }
      }
      double gained = value - nextValue;
      point = next;
      gradient = nextGradient;
      value = nextValue;
      if (gained < gain * Math.abs(value)) {
        return point;
      }
    }
    return point;
  }

  private static double[] direction(double[] gradient, ArrayDeque<Pair> pairs) {
    double[] direction = Arrays.copyOf(gradient, gradient.length);
    List<Pair> oldestFirst = new ArrayList<>(pairs);
    double[] shares = new double[oldestFirst.size()];
    for (int i = oldestFirst.size() - 1; i >= 0; i--) {
      Pair pair = oldestFirst.get(i);
      shares[i] = pair.scale() * dot(pair.step(), direction);
      add(direction, pair.change(), -shares[i]);
    }
    if (!pairs.isEmpty()) {
      Pair last = pairs.getLast();
      double scale = 1 / (last.scale() * dot(last.change(), last.change()));
      for (int i = 0; i < direction.length; i++) {
        direction[i] *= scale;
      }
    }
    for (int i = 0; i < oldestFirst.size(); i++) {
      Pair pair = oldestFirst.get(i);
      double share = pair.scale() * dot(pair.change(), direction);
      add(direction, pair.step(), shares[i] - share);
    }
    for (int i = 0; i < direction.length; i++) {
      direction[i] = -direction[i];
    }
    return direction;
  }

  private static void add(double[] to, double[] what, double times) {
    for (int i = 0; i < to.length; i++) {
      to[i] += times * what[i];
    }
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
