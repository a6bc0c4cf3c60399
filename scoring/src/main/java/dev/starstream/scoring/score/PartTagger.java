package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.InvalidRubricException;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.PartModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * Says which part each sentence tells: a linear-chain model. Each sentence gets a score per part
 * from its shapes and cues, each step from one part to the next one too, and the best sequence wins
 * (Viterbi). The numbers come from {@link PartModel}; a trained model brings other numbers.
 */
final class PartTagger {
  private static final int PARTS = Part.values().length;

  private final double[][] transitions;
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

  /**
   * The best sequence, and for each sentence and part how much better the best sequence through it
   * is than the best through any other part.
   */
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
    double[] margin = new double[PARTS];
    Arrays.fill(margin, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < count; i++) {
      int best = 0;
      int second = -1;
      for (int part = 1; part < PARTS; part++) {
        double score = forward[PARTS * i + part] + backward[PARTS * i + part];
        if (score > forward[PARTS * i + best] + backward[PARTS * i + best]) {
          second = best;
          best = part;
        } else if (second < 0
            || score > forward[PARTS * i + second] + backward[PARTS * i + second]) {
          second = part;
        }
      }
      bySentence[i] = Part.at(best);
      for (int part = 0; part < PARTS; part++) {
        int rival = part == best ? second : best;
        double lead =
            forward[PARTS * i + part]
                + backward[PARTS * i + part]
                - forward[PARTS * i + rival]
                - backward[PARTS * i + rival];
        margin[part] = Math.max(margin[part], lead);
      }
    }
    var present = EnumSet.noneOf(Part.class);
    for (Part part : Part.values()) {
      if (part != Part.NONE && margin[part.index()] >= presence[part.index()]) {
        present.add(part);
      }
    }
    return new Parts(bySentence, present, shapes);
  }
}
