package dev.starstream.devstack.cohort;

import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Draws that are the same on every machine: {@link Random} fixes its algorithm. Not thread-safe.
 */
final class Chance {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final Random random;

  /** The draws of one stream of the seed; streams do not resemble each other. */
  Chance(long seed, long stream) {
    this.random = new Random(mix(seed + stream * GOLDEN_GAMMA));
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** Around the middle of the range more often than at its ends. */
  double around(double middle, double spread) {
    return middle
        + spread * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
  }

  long bits() {
    return random.nextLong();
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  <T> T weighted(List<T> choices, ToDoubleFunction<T> weight) {
    double left = random.nextDouble() * choices.stream().mapToDouble(weight).sum();
    for (var choice : choices) {
      left -= weight.applyAsDouble(choice);
      if (left < 0) {
        return choice;
      }
    }
    return choices.get(choices.size() - 1);
  }

  /** The same index for the same key, without a draw. */
  static int index(long key, int size) {
    return Math.floorMod(mix(key), size);
  }

  /** The finaliser of SplitMix64: neighbouring values come out unrelated. */
  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
