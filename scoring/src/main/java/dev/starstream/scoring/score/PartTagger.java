package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.InvalidRubricException;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.PartModel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says which part each sentence tells: a linear-chain model. Each sentence gets a score per part
 * from its shapes and cues, each step from one part to the next one too, and the best sequence wins
 * (Viterbi). The numbers come from {@link PartModel}; a trained model brings other numbers.
 */
final class PartTagger {
  private static final int PARTS = Part.values().length;

  private final double[][] transitions;
  private final double[] likelySteps = new double[PARTS * PARTS];
  private final double[] first;
  private final double[] last;
  private final double[] presence;
  private final double[][] shapeWeights;
  private final double[][] cueWeights;

  /**
   * @param book gets the model's cues, which must be the first in it
   */
  PartTagger(PartModel model, CueBook book) {
    transitions = new double[PARTS][];
    model.transitions().forEach((before, weights) -> transitions[before.index()] = array(weights));
    for (int step = 0; step < likelySteps.length; step++) {
      likelySteps[step] = StrictMath.exp(transitions[step / PARTS][step % PARTS]);
    }
    first = array(model.first());
    last = array(model.last());
    presence = array(model.presence());
    PartShapes.Shape[] shapes = PartShapes.Shape.values();
    shapeWeights = new double[shapes.length][];
    var problems = new ArrayList<String>();
    for (PartShapes.Shape shape : shapes) {
      Map<Part, Double> weights = model.shapes().get(shape.id());
      if (weights == null) {
        problems.add("parts.yaml/shapes/" + shape.id() + ": missing (expected: weights)");
      } else {
        shapeWeights[shape.index()] = array(weights);
      }
    }
    if (model.shapes().size() > shapes.length) {
      problems.add(
          "parts.yaml/shapes: "
              + model.shapes().keySet()
              + " (expected: only shapes that the code knows: "
              + List.of(shapes)
              + ")");
    }
    cueWeights = new double[model.cues().size()][];
    if (book.size() > 0 || cueWeights.length > 64) {
      problems.add(
          "parts.yaml/cues: "
              + cueWeights.length
              + " lists (expected: at most 64, numbered first)");
    }
    for (PartModel.CueFeature cue : model.cues()) {
      int number = book.add("parts/" + cue.id(), cue.phrases());
      if (number < cueWeights.length) {
        cueWeights[number] = array(cue.weights());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidRubricException(problems);
    }
  }

  private static double[] array(Map<Part, Double> weights) {
    double[] array = new double[PARTS];
    weights.forEach((part, weight) -> array[part.index()] = weight);
    return array;
  }

  /**
   * @param changeCue number of the list of words of change
   * @param planCue number of the list of words of plan and target
   */
  Parts tag(Reading reading, int changeCue, int planCue) {
    long[] shapes = PartShapes.of(reading, changeCue, planCue);
    int count = shapes.length;
    double[] emission = new double[PARTS * count];
    for (int i = 0; i < count; i++) {
      addWeights(emission, i, shapeWeights, shapes[i]);
      addWeights(emission, i, cueWeights, reading.cues().firstBits(i) & cueMask());
    }
    if (count > 0) {
      for (int part = 0; part < PARTS; part++) {
        emission[part] += first[part];
        emission[PARTS * (count - 1) + part] += last[part];
      }
    }
    return decode(emission, shapes);
  }

  private long cueMask() {
    return cueWeights.length == 64 ? -1L : (1L << cueWeights.length) - 1;
  }

  private static void addWeights(double[] emission, int sentence, double[][] weights, long bits) {
    for (long rest = bits; rest != 0; rest &= rest - 1) {
      double[] of = weights[Long.numberOfTrailingZeros(rest)];
      for (int part = 0; part < PARTS; part++) {
        emission[PARTS * sentence + part] += of[part];
      }
    }
  }

  /** The best sequence, and the parts that count as present. */
  private Parts decode(double[] emission, long[] shapes) {
    int count = shapes.length;
    double[] forward = new double[emission.length];
    double[] backward = new double[emission.length];
    for (int i = 0; i < count; i++) {
      for (int part = 0; part < PARTS; part++) {
        double best = i == 0 ? 0 : Double.NEGATIVE_INFINITY;
        for (int before = 0; i > 0 && before < PARTS; before++) {
          best = Math.max(best, forward[PARTS * (i - 1) + before] + transitions[before][part]);
        }
        forward[PARTS * i + part] = best + emission[PARTS * i + part];
      }
    }
    for (int i = count - 2; i >= 0; i--) {
      for (int part = 0; part < PARTS; part++) {
        double best = Double.NEGATIVE_INFINITY;
        for (int after = 0; after < PARTS; after++) {
          int next = PARTS * (i + 1) + after;
          best = Math.max(best, backward[next] + emission[next] + transitions[part][after]);
        }
        backward[PARTS * i + part] = best;
      }
    }
    Part[] bySentence = new Part[count];
    for (int i = 0; i < count; i++) {
      int best = 0;
      for (int part = 1; part < PARTS; part++) {
        if (forward[PARTS * i + part] + backward[PARTS * i + part]
            > forward[PARTS * i + best] + backward[PARTS * i + best]) {
          best = part;
        }
      }
      bySentence[i] = Part.at(best);
    }
    return new Parts(bySentence, presentIn(emission, count), shapes);
  }

  /** The parts that the text is likely enough to have, whichever sentence has them. */
  private Set<Part> presentIn(double[] emission, int count) {
    var present = EnumSet.noneOf(Part.class);
    if (count == 0) {
      return present;
    }
    double[] likely = new double[emission.length];
    for (int i = 0; i < likely.length; i++) {
      likely[i] = StrictMath.exp(emission[i]);
    }
    double all = logOfSum(likely, count, PARTS);
    for (Part part : Part.values()) {
      if (part != Part.NONE) {
        double without = logOfSum(likely, count, part.index());
        if (1 - StrictMath.exp(without - all) >= presence[part.index()]) {
          present.add(part);
        }
      }
    }
    return present;
  }

  /** Logarithm of the sum over all sequences that do not have that part. */
  private double logOfSum(double[] likely, int count, int leftOut) {
    double[] sums = new double[PARTS];
    double[] before = new double[PARTS];
    double log = 0;
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int part = 0; part < PARTS; part++) {
        double into = i == 0 ? 1 : 0;
        for (int from = 0; i > 0 && from < PARTS; from++) {
          into += before[from] * likelySteps[PARTS * from + part];
        }
        sums[part] = part == leftOut ? 0 : into * likely[PARTS * i + part];
        sum += sums[part];
      }
      for (int part = 0; part < PARTS; part++) {
        before[part] = sums[part] / sum;
      }
      log += StrictMath.log(sum);
    }
    return log;
  }
}
