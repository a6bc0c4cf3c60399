package dev.starstream.training;

import dev.starstream.scoring.score.PartFeatureReader;
import dev.starstream.scoring.score.PartModel;
import dev.starstream.training.Examples.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Trains a part model: which features it has, their weights, as whole numbers. */
final class Trainer {
  /**
   * How to train.
   *
   * @param answers a hashed feature must stand in at least so many answers
   * @param voices and in those of at least so many voices, or it says who speaks, not what
   * @param bitPenalty one over the variance of the prior of yes-or-no features
   * @param keyPenalty the same for hashed features
   * @param rounds of L-BFGS at most
   * @param variant how much a text counts that was made from an answer by removing or re-ordering
   *     parts, beside the answer itself
   * @param resultFirst the same for the answer with its result told first
   */
  record Settings(
      int answers,
      int voices,
      double bitPenalty,
      double keyPenalty,
      int rounds,
      double variant,
      double resultFirst) {
    /** What read strangers best, in cross-validation by voice. */
    static final Settings CHOSEN = new Settings(5, 3, 10, 30, 100, 0.2, 0.5);
  }

  private final Settings settings;

  Trainer(Settings settings) {
    this.settings = settings;
  }

  /** Weights of the examples; presence thresholds are left at one half. */
  PartModel train(List<Example> examples, String version) {
    int[] keys = keys(examples);
    var rows = new HashMap<Long, Integer>();
    for (int i = 0; i < keys.length; i++) {
      rows.put(PartFeatureReader.HASHED + Integer.toUnsignedLong(keys[i]), PartModel.BIT_ROWS + i);
    }
    int count = PartModel.BIT_ROWS + keys.length;
    double[] penalty = new double[count + PartModel.PARTS];
    Arrays.fill(penalty, 0, PartModel.BIT_ROWS, settings.bitPenalty());
    Arrays.fill(penalty, PartModel.BIT_ROWS, count, settings.keyPenalty());
    Arrays.fill(penalty, count, penalty.length, settings.bitPenalty());
    var texts = new ArrayList<Chain.Text>();
    for (Example example : examples) {
      if (example.labels().length > 0) {
        int[][] features = new int[example.labels().length][];
        for (int i = 0; i < features.length; i++) {
          features[i] = rows(example.features()[i], rows);
        }
        texts.add(new Chain.Text(features, example.labels(), example.weight()));
      }
    }
    var chain = new Chain(texts, count, PartModel.PARTS, penalty);
    double[] weights = Lbfgs.minimise(chain, settings.rounds(), 1e-5);
    int bits = PartModel.BIT_ROWS * PartModel.PARTS;
    int all = count * PartModel.PARTS;
    float[] presence = new float[PartModel.PARTS];
    Arrays.fill(presence, 0.5f);
    return new PartModel(
        version,
        whole(weights, 0, bits),
        keys,
        whole(weights, bits, all),
        whole(weights, all, weights.length),
        presence);
  }

  /** A sentence that has a feature twice has it twice in the sums too. */
  private static int[] rows(long[] features, Map<Long, Integer> rows) {
    int[] known = new int[features.length];
    int count = 0;
    for (long feature : features) {
      Integer row =
          feature < PartFeatureReader.HASHED ? (Integer) (int) feature : rows.get(feature);
      if (row != null) {
        known[count++] = row;
      }
    }
    int[] sorted = Arrays.copyOf(known, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private int[] keys(List<Example> examples) {
    var answers = new TreeMap<Integer, Set<String>>();
    var voices = new HashMap<Integer, Set<String>>();
    for (Example example : examples) {
      for (long[] features : example.features()) {
        for (long feature : features) {
          if (feature >= PartFeatureReader.HASHED) {
            int key = (int) feature;
            Set<String> seen = answers.computeIfAbsent(key, none -> new HashSet<>(4));
            if (seen.size() < settings.answers()) {
              seen.add(example.id());
            }
            Set<String> heard = voices.computeIfAbsent(key, none -> new HashSet<>(4));
            if (heard.size() < settings.voices()) {
              heard.add(example.voice());
            }
          }
        }
      }
    }
    return answers.entrySet().stream()
        .filter(
            entry ->
                entry.getValue().size() >= settings.answers()
                    && voices.get(entry.getKey()).size() >= settings.voices())
        .mapToInt(Map.Entry::getKey)
        .toArray();
  }

  private static short[] whole(double[] weights, int from, int to) {
    short[] whole = new short[to - from];
    for (int i = from; i < to; i++) {
      double scaled = StrictMath.rint(weights[i] * PartModel.SCALE);
      whole[i - from] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, scaled));
    }
    return whole;
  }
}
