package dev.starstream.training;

import dev.starstream.scoring.eval.Evaluation;
import dev.starstream.scoring.eval.LabelledAnswer;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.PartFeatureReader;
import dev.starstream.scoring.score.PartModel;
import dev.starstream.training.Examples.Example;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * From labelled answers to the model that is shipped. The weights come from all answers, the
 * presence thresholds from models that had not seen the voice they were asked about. The same
 * answers give the same bytes, on every machine.
 */
final class ModelTraining {
  private static final int FOLDS = 4;
  private static final int FINEST = 100;

  /** How much a story counts that lacks a part, beside the story as it was told. */
  private static final double LACKING = 0.3;

  /**
   * A text that a model has not learned from: how likely it holds each part to be there, and
   * whether it is.
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Judged(double[] probability, boolean[] told, double weight) {}

  private final PartFeatureReader reader = new PartFeatureReader();
  private final Trainer.Settings settings;
  private final Trainer trainer;

  ModelTraining(Trainer.Settings settings) {
    this.settings = settings;
    trainer = new Trainer(settings);
  }

  PartModel train(List<LabelledAnswer> answers, String version) {
    var examples = new LinkedHashMap<LabelledAnswer, List<Example>>();
    var all = new Examples(reader, settings);
    answers.forEach(answer -> examples.put(answer, all.of(answer)));
    PartModel model =
        trainer.train(examples.values().stream().flatMap(List::stream).toList(), version);
    return model.withPresence(thresholds(examples));
  }

  /**
   * Which fold an answer is in: whole voices stay together, texts that tell no story are spread.
   */
  static Map<LabelledAnswer, Integer> folds(Iterable<LabelledAnswer> answers, int folds) {
    var voices = new TreeSet<String>();
    answers.forEach(answer -> voices.add(voice(answer)));
    var order = List.copyOf(voices);
    var fold = new LinkedHashMap<LabelledAnswer, Integer>();
    for (LabelledAnswer answer : answers) {
      int of = answer.isStoryless() ? answer.id().hashCode() : order.indexOf(voice(answer));
      fold.put(answer, Math.floorMod(of, folds));
    }
    return fold;
  }

  private static String voice(LabelledAnswer answer) {
    return answer.voice().orElse(answer.id());
  }

  /** For each part the best threshold over stories and stories that lack a part. */
  private float[] thresholds(Map<LabelledAnswer, List<Example>> examples) {
    Map<LabelledAnswer, Integer> folds = folds(examples.keySet(), FOLDS);
    List<Judged> judged =
        IntStream.range(0, FOLDS)
            .parallel()
            .mapToObj(fold -> judge(examples, folds, fold))
            .flatMap(List::stream)
            .toList();
    float[] thresholds = new float[PartModel.PARTS];
    thresholds[Part.NONE.index()] = 1;
    for (Part part : Part.values()) {
      if (part != Part.NONE) {
        thresholds[part.index()] = threshold(judged, part.index());
      }
    }
    return thresholds;
  }

  private List<Judged> judge(
      Map<LabelledAnswer, List<Example>> examples, Map<LabelledAnswer, Integer> folds, int fold) {
    PartModel model =
        trainer.train(
            examples.entrySet().stream()
                .filter(entry -> folds.get(entry.getKey()) != fold)
                .flatMap(entry -> entry.getValue().stream())
                .toList(),
            "fold");
    var judged = new ArrayList<Judged>();
    examples.keySet().stream()
        .filter(answer -> folds.get(answer) == fold && !answer.isStoryless())
        .forEach(
            answer -> {
              judged.add(judge(model, answer.recomposed(), 1));
              for (Part part : Evaluation.STAR) {
                answer.without(part).ifPresent(left -> judged.add(judge(model, left, LACKING)));
              }
            });
    return judged;
  }

  private Judged judge(PartModel model, LabelledAnswer answer, double weight) {
    boolean[] told = new boolean[PartModel.PARTS];
    answer.sentences().orElseThrow().forEach(sentence -> told[sentence.part().index()] = true);
    return new Judged(reader.presence(model, answer.answer().text()), told, weight);
  }

  /** The threshold with the best mean of the F1 of what is there and the F1 of what is not. */
  private static float threshold(List<Judged> judged, int part) {
    double best = -1;
    int at = FINEST / 2;
    for (int i = 1; i < FINEST; i++) {
      float threshold = (float) i / FINEST;
      double there = 0;
      double absent = 0;
      double misjudged = 0;
      for (Judged text : judged) {
        boolean seen = text.probability()[part] >= threshold;
        if (seen != text.told()[part]) {
          misjudged += text.weight();
        } else if (seen) {
          there += text.weight();
        } else {
          absent += text.weight();
        }
      }
      double f1 = f1(there, misjudged) + f1(absent, misjudged);
      if (f1 > best) {
        best = f1;
        at = i;
      }
    }
    return (float) at / FINEST;
  }

  private static double f1(double hits, double misjudged) {
    return 2 * hits / Math.max(1, 2 * hits + misjudged);
  }
}
