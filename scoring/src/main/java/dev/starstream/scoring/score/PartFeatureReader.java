package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Rubric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the part model sees of a text, sentence by sentence, exactly as in the stream: for training
 * a {@link PartModel}. Needs no model. Safe for any number of threads.
 */
public final class PartFeatureReader {
  /**
   * A sentence and its features.
   *
   * @param features yes-or-no features as block times 64 plus bit; hashed features as {@link
   *     #HASHED} plus the key as an unsigned number; a feature may occur more than once
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, by the trainer
  public record Sentence(Span span, long[] features) {}

  /** From here on features are hashed ones. */
  public static final long HASHED = 1L << 32;

  private final AnswerReader reader;
  private final Vocabulary vocabulary;

  /** For the shipped rubric. */
  public PartFeatureReader() {
    Rubric rubric = Rubric.load();
    var book = new CueBook(rubric.words());
    reader = new AnswerReader(rubric, book).index(book);
    vocabulary = book.vocabulary();
  }

  /** The sentences of the text with their features. */
  public List<Sentence> read(String text) {
    Reading reading = reader.read(text);
    var collected = new Collected(reading.sentences().count());
    PartFeatures.collect(reading, reader.shapes(reading), reader.partCues(), collected);
    var sentences = new ArrayList<Sentence>();
    for (int i = 0; i < collected.features.length; i++) {
      sentences.add(
          new Sentence(
              reading.sentences().span(i),
              Arrays.copyOf(collected.features[i], collected.counts[i])));
    }
    return sentences;
  }

  /**
   * How likely the model holds it that the text tells each part.
   *
   * @return probabilities by {@link dev.starstream.scoring.rubric.Part#index}; 0 for none
   */
  public double[] presence(PartModel model, String text) {
    return new PartTagger(model, vocabulary).presence(reader.read(text), reader);
  }

  private static final class Collected implements PartFeatures.Sink {
    private final long[][] features;
    private final int[] counts;

    Collected(int sentences) {
      features = new long[sentences][64];
      counts = new int[sentences];
    }

    @Override
    public void bits(int sentence, int block, long bits) {
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        add(sentence, 64L * block + Long.numberOfTrailingZeros(rest));
      }
    }

    @Override
    public void key(int sentence, PartFeatures.Template template, int from, int to, int key) {
      add(sentence, HASHED + Integer.toUnsignedLong(key));
    }

    private void add(int sentence, long feature) {
      if (counts[sentence] == features[sentence].length) {
        features[sentence] = Arrays.copyOf(features[sentence], 2 * counts[sentence]);
      }
      features[sentence][counts[sentence]++] = feature;
    }
  }
}
