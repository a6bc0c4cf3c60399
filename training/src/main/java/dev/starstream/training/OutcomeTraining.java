package dev.starstream.training;

import dev.starstream.scoring.eval.LabelledAnswer;
import dev.starstream.scoring.score.OutcomeSignReader;
import dev.starstream.scoring.score.PartModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Learns from labelled metrics what speaks for and against an outcome: logistic regression with
 * weights drawn to zero, and those of the parts to what they mean in a whole answer, since most of
 * these texts are too short to have parts. The same texts give the same file, on every machine.
 */
final class OutcomeTraining {
  private static final int ROUNDS = 400;
  private static final double GAIN = 1e-7;
  private static final double PULL = 2;
  private static final double PART_PULL = 10;

  /** What the part of the sentence is worth before anything is learned. */
  private static final Map<String, Double> PARTS =
      Map.of(
          "part.situation", -1.2,
          "part.task", -1.2,
          "part.action", -0.5,
          "part.result", 1.0,
          "part.learning", 0.0,
          "part.none", -0.4);

  @SuppressWarnings("ArrayRecordComponent")
  private record Example(int[] signs, boolean outcome) {}

  private OutcomeTraining() {}

  /** The weights as the rubric reads them, smallest names first, those near zero left out. */
  static String train(Collection<LabelledAnswer> answers, PartModel parts) {
    var reader = new OutcomeSignReader(parts);
    List<String> names = reader.names();
    var examples = new ArrayList<Example>();
    answers.forEach(answer -> add(answer, reader, examples));
    double[] pull = new double[names.size()];
    double[] prior = new double[names.size()];
    Arrays.fill(pull, PULL);
    for (int sign = 0; sign < prior.length; sign++) {
      if (PARTS.containsKey(names.get(sign))) {
        prior[sign] = PARTS.get(names.get(sign));
        pull[sign] = PART_PULL;
      }
    }
    double[] moved = Lbfgs.minimise(new Loss(examples, prior, pull), ROUNDS, GAIN);
    var lines = new ArrayList<String>();
    for (int sign = 0; sign < moved.length; sign++) {
      String weight = String.format(Locale.ROOT, "%.2f", prior[sign] + moved[sign]);
      if (Math.abs(Double.parseDouble(weight)) >= 0.02) {
        // Half a hundredth more, once: so that no sum is 0, in whichever order it is added.
        lines.add(names.get(sign) + ": " + weight + (names.get(sign).equals("bias") ? "5" : ""));
      }
    }
    lines.sort(null);
    return "# What speaks for (above 0) and against an outcome; in sum above 0, it is one.\n"
        + "# Written by OutcomeTraining (module training) from training/corpus/metrics/train.jsonl.\n"
        + String.join("\n", lines)
        + "\n";
  }

  private static void add(
      LabelledAnswer labelled, OutcomeSignReader reader, List<Example> examples) {
    for (OutcomeSignReader.Judged quantity : reader.read(labelled.answer().text())) {
      labelled.metrics().orElse(List.of()).stream()
          .filter(metric -> metric.span().equals(quantity.span()))
          .forEach(
              metric ->
                  examples.add(
                      new Example(
                          quantity.signs().stream().mapToInt(Integer::intValue).toArray(),
                          metric.outcome())));
    }
  }

  /** Logistic loss, seen from the prior. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Loss(List<Example> examples, double[] prior, double[] pull)
      implements Lbfgs.Function {
    @Override
    public int size() {
      return prior.length;
    }

    @Override
    public double value(double[] point, double[] gradient) {
      double loss = 0;
      for (int sign = 0; sign < point.length; sign++) {
        loss += 0.5 * pull[sign] * point[sign] * point[sign];
        gradient[sign] = pull[sign] * point[sign];
      }
      for (Example example : examples) {
        double sum = 0;
        for (int sign : example.signs) {
          sum += prior[sign] + point[sign];
        }
        double side = example.outcome ? sum : -sum;
        double wrong = 1 / (1 + StrictMath.exp(side));
        loss += side > -30 ? StrictMath.log1p(StrictMath.exp(-side)) : -side;
        for (int sign : example.signs) {
          gradient[sign] += example.outcome ? -wrong : wrong;
        }
      }
      return loss;
    }
  }
}
