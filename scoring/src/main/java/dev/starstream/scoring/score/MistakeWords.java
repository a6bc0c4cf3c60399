package dev.starstream.scoring.score;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** Sums up what the words of a text say about each mistake, see {@link MistakeModel}. */
final class MistakeWords {
  private final MistakeModel model;

  /** By the number of a word: the row of its stem, or -1. */
  private final int[] rowOfWord;

  /** A word of a text and what it adds. */
  record Said(Span word, double points) {}

  /**
   * @param vocabulary that the texts are read with, closed
   */
  MistakeWords(MistakeModel model, Vocabulary vocabulary) {
    this.model = model;
    rowOfWord = new int[vocabulary.size()];
    for (int number = 0; number < rowOfWord.length; number++) {
      rowOfWord[number] = model.row(vocabulary.stemHash(number));
    }
  }

  private int row(Reading reading, int token) {
    int number = reading.words().number[token];
    return number == Vocabulary.UNKNOWN
        ? model.row(reading.tokens().stem(token))
        : rowOfWord[number];
  }

  /** What they add to the score of each mistake, in the order of {@link MistakeModel#MISTAKES}. */
  double[] of(Reading reading) {
    int[] sums = new int[MistakeModel.MISTAKES.size()];
    var seen = new BitSet(model.stems());
    int known = 0;
    for (int token = 0; token < reading.tokens().count; token++) {
      int row = row(reading, token);
      if (row >= 0 && !seen.get(row)) {
        seen.set(row);
        known++;
        model.add(row, sums);
      }
    }
    double share = MistakeModel.share(known) / MistakeModel.SCALE;
    double[] points = new double[sums.length];
    for (int mistake = 0; mistake < sums.length; mistake++) {
      points[mistake] = sums[mistake] * share;
    }
    return points;
  }

  /** What the words of each sentence say of the mistake. */
  double[] bySentence(Reading reading, int mistake) {
    double[] sums = new double[reading.sentences().count()];
    for (int i = 0; i < sums.length; i++) {
      int sum = 0;
      for (int token = reading.sentences().fromToken(i);
          token < reading.sentences().toToken(i);
          token++) {
        int row = row(reading, token);
        sum += row < 0 ? 0 : model.weight(row, mistake);
      }
      sums[i] = sum * MistakeModel.share(reading.tokens().count) / MistakeModel.SCALE;
    }
    return sums;
  }

  /** The words that say most for or against the mistake, the strongest first. */
  List<Said> strongest(Reading reading, int mistake, int most) {
    var said = new ArrayList<Said>();
    var seen = new BitSet(model.stems());
    for (int token = 0; token < reading.tokens().count; token++) {
      int row = row(reading, token);
      if (row >= 0 && !seen.get(row)) {
        seen.set(row);
        said.add(
            new Said(
                new Span(reading.tokens().start[token], reading.tokens().end[token]),
                model.weight(row, mistake)));
      }
    }
    double share = MistakeModel.share(said.size()) / MistakeModel.SCALE;
    return said.stream()
        .map(one -> new Said(one.word(), one.points() * share))
        .sorted(Comparator.comparingDouble((Said one) -> -Math.abs(one.points())))
        .limit(most)
        .toList();
  }
}
