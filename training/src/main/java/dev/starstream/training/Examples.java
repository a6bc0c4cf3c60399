package dev.starstream.training;

import dev.starstream.scoring.eval.LabelledAnswer;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.PartFeatureReader;
import dev.starstream.scoring.score.PartFeatureReader.Sentence;
import dev.starstream.scoring.score.Scorecard;
import dev.starstream.scoring.score.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * LabelledAnswer answers as texts to learn from: each as it was written, and in variants with parts
 * removed and re-ordered, so that neither place nor completeness can be relied on.
 */
final class Examples {
  private static final Set<Part> STORY = EnumSet.complementOf(EnumSet.of(Part.NONE));

  /**
   * A text to learn from.
   *
   * @param features of each sentence, as {@link Sentence#features}
   * @param labels of each sentence: {@link Part#index}
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, by the trainer
  record Example(String id, String voice, long[][] features, int[] labels, double weight) {}

  private final PartFeatureReader reader;
  private final Trainer.Settings settings;

  Examples(PartFeatureReader reader, Trainer.Settings settings) {
    this.reader = reader;
    this.settings = settings;
  }

  /** The answer and its variants. */
  List<Example> of(LabelledAnswer answer) {
    var examples = new ArrayList<Example>();
    examples.add(example(answer, answer.sentences().orElseThrow(), 1));
    if (!answer.isStoryless()) {
      List<Scorecard.Sentence> moved = movedToFront(answer.sentences().orElseThrow(), Part.RESULT);
      for (List<Scorecard.Sentence> variant : variants(answer)) {
        double weight = variant.equals(moved) ? settings.resultFirst() : settings.variant();
        examples.add(example(answer, variant, weight));
      }
    }
    return examples;
  }

  /** Each at most once; none is empty or the answer itself. */
  static Set<List<Scorecard.Sentence>> variants(LabelledAnswer answer) {
    List<Scorecard.Sentence> all = answer.sentences().orElseThrow();
    var told = EnumSet.noneOf(Part.class);
    all.forEach(piece -> told.add(piece.part()));
    told.retainAll(STORY);
    var variants =
        Collections.newSetFromMap(new LinkedHashMap<List<Scorecard.Sentence>, Boolean>());
    for (Part part : told) {
      variants.add(all.stream().filter(piece -> piece.part() != part).toList());
    }
    if (told.contains(Part.RESULT) && told.contains(Part.LEARNING)) {
      variants.add(
          all.stream()
              .filter(piece -> piece.part() != Part.RESULT && piece.part() != Part.LEARNING)
              .toList());
    }
    variants.add(movedToFront(all, Part.RESULT));
    var random = new Random(answer.id().hashCode());
    var runs = runs(all);
    Collections.shuffle(runs, random);
    variants.add(runs.stream().flatMap(List::stream).toList());
    // Only one or two of its parts.
    var order = new ArrayList<>(told);
    Collections.shuffle(order, random);
    if (order.size() > 2) {
      var kept = order.subList(0, 1 + random.nextInt(2));
      variants.add(all.stream().filter(piece -> kept.contains(piece.part())).toList());
    }
    variants.remove(List.<Scorecard.Sentence>of());
    variants.remove(all);
    return variants;
  }

  private static List<Scorecard.Sentence> movedToFront(List<Scorecard.Sentence> pieces, Part part) {
    var moved = new ArrayList<Scorecard.Sentence>();
    pieces.stream().filter(piece -> piece.part() == part).forEach(moved::add);
    pieces.stream().filter(piece -> piece.part() != part).forEach(moved::add);
    return moved;
  }

  /** Neighbours of one part stay together. */
  private static List<List<Scorecard.Sentence>> runs(List<Scorecard.Sentence> pieces) {
    var runs = new ArrayList<List<Scorecard.Sentence>>();
    Part last = null;
    for (Scorecard.Sentence piece : pieces) {
      if (piece.part() != last) {
        runs.add(new ArrayList<>());
      }
      runs.get(runs.size() - 1).add(piece);
      last = piece.part();
    }
    return runs;
  }

  private Example example(LabelledAnswer answer, List<Scorecard.Sentence> pieces, double weight) {
    String original = answer.answer().text();
    var text = new StringBuilder();
    int[] ends = new int[pieces.size()];
    for (int i = 0; i < ends.length; i++) {
      Span span = pieces.get(i).span();
      text.append(original, span.start(), span.end());
      ends[i] = text.length();
      // Lines stay lines.
      int gap = span.end();
      while (gap < original.length() && original.charAt(gap) == ' ') {
        gap++;
      }
      text.append(gap < original.length() && original.charAt(gap) == '\n' ? '\n' : ' ');
    }
    List<Sentence> sentences = reader.read(text.toString());
    long[][] features = new long[sentences.size()][];
    int[] labels = new int[sentences.size()];
    for (int i = 0; i < labels.length; i++) {
      features[i] = sentences.get(i).features();
      int middle = (sentences.get(i).span().start() + sentences.get(i).span().end()) / 2;
      int piece = 0;
      while (ends[piece] < middle) {
        piece++;
      }
      labels[i] = pieces.get(piece).part().index();
    }
    return new Example(answer.id(), answer.voice().orElse(answer.id()), features, labels, weight);
  }
}
