package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.InvalidRubricException;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.PartCues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says which part each sentence tells: a linear-chain conditional random field. Each sentence gets
 * a score for each part from its features, each step from one part to the next one too, and the
 * best sequence wins (Viterbi). A part is present if the sequences that have it are likely enough
 * (forward algorithm).
 */
final class PartTagger {
  private static final int PARTS = PartModel.PARTS;
  private static final int MOST_CUES = 64;
  private static final int FORBIDDEN = 1 << 20;

  /** Writers who label their parts are believed; the corpus has no labels, so none is learned. */
  private static final int LABELLED = 8 * PartModel.SCALE;

  /**
   * A sentence that says it is a lesson is rather a learning than an act or a result: people who
   * write under headings put their lessons under the result, and the model has it from them.
   */
  private static final int LESSON = PartModel.SCALE;

  /**
   * Of the threshold of presence. On voices that were kept apart, a third of the parts between this
   * and the threshold are there, and below it one in twenty.
   */
  private static final double POSSIBLE = 1.0 / 3;

  private static final int MOST_WHOLE = 64;

  /** Exponentials of the whole numbers up to {@link #MOST_WHOLE}, and of a score's fractions. */
  private static final double[] WHOLE = new double[2 * MOST_WHOLE + 1];

  private static final double[] FRACTION = new double[PartModel.SCALE];

  static {
    for (int i = 0; i < WHOLE.length; i++) {
      WHOLE[i] = StrictMath.exp(i - MOST_WHOLE);
    }
    for (int i = 0; i < FRACTION.length; i++) {
      FRACTION[i] = StrictMath.exp((double) i / PartModel.SCALE);
    }
  }

  private final PartModel model;

  /** By the number of a word: its row in the model. */
  private final int[] rowOfWord;

  private final double[] likelySteps = new double[PARTS * PARTS];

  /**
   * @param vocabulary that the texts are read with, closed
   */
  PartTagger(PartModel model, Vocabulary vocabulary) {
    this.model = model;
    rowOfWord = new int[vocabulary.size()];
    vocabulary.forEach((hash, number) -> rowOfWord[number] = model.row(PartFeatures.wordKey(hash)));
    for (int step = 0; step < likelySteps.length; step++) {
      likelySteps[step] = likely(model.transition(step / PARTS, step % PARTS));
    }
  }

  /** Puts the cues of the part model first into the book; returns the mask of their numbers. */
  static long addCues(List<PartCues> cues, CueBook book) {
    if (book.size() > 0 || cues.size() > MOST_CUES) {
      throw new InvalidRubricException(
          List.of(
              "parts.yaml/cues: " + cues.size() + " lists (expected: at most 64, numbered first)"));
    }
    cues.forEach(cue -> book.add("parts/" + cue.id(), cue.phrases()));
    return cues.size() == MOST_CUES ? -1L : (1L << cues.size()) - 1;
  }

  /** The exponential of a score, from two tables: StrictMath is slow, and Math may differ. */
  private static double likely(int score) {
    int whole = Math.floorDiv(score, PartModel.SCALE);
    if (whole < -MOST_WHOLE || whole > MOST_WHOLE) {
      return StrictMath.exp((double) score / PartModel.SCALE);
    }
    return WHOLE[whole + MOST_WHOLE] * FRACTION[Math.floorMod(score, PartModel.SCALE)];
  }

  Parts tag(Reading reading, AnswerReader reader) {
    long[] shapes = reader.shapes(reading);
    int[] emission = emission(reading, shapes, reader);
    double[] probability = presence(emission, shapes.length);
    Set<Part> present = presentIn(probability);
    return new Parts(
        sequence(emission, shapes.length, present),
        present,
        possibleIn(probability),
        probability,
        shapes);
  }

  /**
   * The best sequence that has the present parts and no others, so that the sentences and the
   * presence of parts never contradict each other.
   */
  private Part[] sequence(int[] emission, int count, Set<Part> present) {
    for (int i = 0; i < emission.length; i++) {
      Part part = Part.at(i % PARTS);
      if (part != Part.NONE && !present.contains(part)) {
        emission[i] -= FORBIDDEN;
      }
    }
    Part[] best = bestSequence(emission, count);
    int[] told = new int[PARTS];
    for (Part part : best) {
      told[part.index()]++;
    }
    int[][] with = null;
    for (Part part : present) {
      if (told[part.index()] > 0) {
        continue;
      }
      with = with == null ? bestWith(emission, count) : with;
      int chosen = -1;
      for (int i = 0; i < count; i++) {
        boolean spare = told[best[i].index()] > 1 || best[i] == Part.NONE;
        int gain = with[i][part.index()];
        if (spare && (chosen < 0 || gain > with[chosen][part.index()])) {
          chosen = i;
        }
      }
      if (chosen < 0) {
        present.remove(part);
        return sequence(emission, count, present);
      }
      told[best[chosen].index()]--;
      told[part.index()]++;
      best[chosen] = part;
    }
    return best;
  }

  /** How likely it is that at least one sentence has the part, for each part but none. */
  double[] presence(Reading reading, AnswerReader reader) {
    long[] shapes = reader.shapes(reading);
    return presence(emission(reading, shapes, reader), shapes.length);
  }

  /** Why {@link #tag} says what it says; slower, for people. */
  TagReasons explain(Reading reading, AnswerReader reader) {
    long[] shapes = reader.shapes(reading);
    int count = shapes.length;
    var named = new NamedFeatures(model, reading, reader.partCueNames(), count);
    PartFeatures.collect(reading, shapes, reader.partCues(), named);
    int[] emission = emission(reading, shapes, reader);
    int[][] best = bestWith(emission, count);
    Part[] chosen = bestSequence(emission, count);
    var sentences = new ArrayList<TagReasons.Sentence>();
    for (int i = 0; i < count; i++) {
      List<TagReasons.Feature> features = named.of(i);
      if (i > 0) {
        int before = chosen[i - 1].index();
        int[] steps = new int[PARTS];
        for (int part = 0; part < PARTS; part++) {
          steps[part] = model.transition(before, part);
        }
        features.add(feature("after " + chosen[i - 1].id(), steps, Optional.empty()));
      }
      if (i < count - 1) {
        int after = chosen[i + 1].index();
        int[] steps = new int[PARTS];
        for (int part = 0; part < PARTS; part++) {
          steps[part] = model.transition(part, after);
        }
        features.add(feature("before " + chosen[i + 1].id(), steps, Optional.empty()));
      }
      sentences.add(new TagReasons.Sentence(scaled(best[i]), features));
    }
    double[] threshold = new double[PARTS];
    for (int part = 0; part < PARTS; part++) {
      threshold[part] = model.presence(part);
    }
    return new TagReasons(sentences, byPart(presence(emission, count)), byPart(threshold));
  }

  /** Names features and weighs each alone. */
  private static final class NamedFeatures implements PartFeatures.Sink {
    private static final String[] WHERE = {"", " of the sentence before", " of the sentence after"};

    private final PartModel model;
    private final Reading reading;
    private final List<String> cueNames;
    private final List<List<TagReasons.Feature>> features = new ArrayList<>();

    NamedFeatures(PartModel model, Reading reading, List<String> cueNames, int sentences) {
      this.model = model;
      this.reading = reading;
      this.cueNames = cueNames;
      for (int i = 0; i < sentences; i++) {
        features.add(new ArrayList<>());
      }
    }

    List<TagReasons.Feature> of(int sentence) {
      return features.get(sentence);
    }

    @Override
    public void bits(int sentence, int block, long bits) {
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        int bit = Long.numberOfTrailingZeros(rest);
        int[] weights = new int[PARTS];
        model.addBit(block, bit, weights, 0);
        Optional<Span> words =
            block == PartFeatures.CUES ? reading.cues().first(bit, sentence) : Optional.empty();
        features.get(sentence).add(feature(name(block, bit), weights, words));
      }
    }

    private String name(int block, int bit) {
      if (block < PartFeatures.CUES) {
        String where = WHERE[block - PartFeatures.SHAPES];
        return "shape " + PartShapes.Shape.at(bit).id() + where;
      }
      if (block < PartFeatures.LAYOUT) {
        return "cue " + cueNames.get(bit) + WHERE[block - PartFeatures.CUES];
      }
      return PartFeatures.layoutName(bit);
    }

    @Override
    public void key(int sentence, PartFeatures.Template template, int from, int to, int key) {
      int[] weights = new int[PARTS];
      model.addRow(model.row(key), weights, 0);
      Tokens tokens = reading.tokens();
      features
          .get(sentence)
          .add(
              feature(
                  template.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                  weights,
                  Optional.of(new Span(tokens.start[from], tokens.end[to - 1]))));
    }
  }

  private static TagReasons.Feature feature(String name, int[] weights, Optional<Span> words) {
    return new TagReasons.Feature(name, scaled(weights), words);
  }

  private static Map<Part, Double> scaled(int[] weights) {
    double[] values = new double[PARTS];
    for (int part = 0; part < PARTS; part++) {
      values[part] = (double) weights[part] / PartModel.SCALE;
    }
    return byPart(values);
  }

  private static Map<Part, Double> byPart(double[] values) {
    var byPart = new EnumMap<Part, Double>(Part.class);
    for (int part = 0; part < PARTS; part++) {
      byPart.put(Part.at(part), values[part]);
    }
    return byPart;
  }

  /** For each sentence and part the score of the best sequence that has it there. */
  private int[][] bestWith(int[] emission, int count) {
    int[][] best = new int[count][PARTS];
    for (int i = 0; i < count; i++) {
      for (int part = 0; part < PARTS; part++) {
        int path = i == 0 ? 0 : Integer.MIN_VALUE;
        for (int before = 0; i > 0 && before < PARTS; before++) {
          path = Math.max(path, best[i - 1][before] + model.transition(before, part));
        }
        best[i][part] = path + emission[PARTS * i + part];
      }
    }
    int[] after = new int[PARTS];
    for (int i = count - 2; i >= 0; i--) {
      int[] next = new int[PARTS];
      for (int part = 0; part < PARTS; part++) {
        next[part] = Integer.MIN_VALUE;
        for (int to = 0; to < PARTS; to++) {
          int path = after[to] + emission[PARTS * (i + 1) + to] + model.transition(part, to);
          next[part] = Math.max(next[part], path);
        }
        best[i][part] += next[part];
      }
      after = next;
    }
    return best;
  }

  private int[] emission(Reading reading, long[] shapes, AnswerReader reader) {
    var emission = new Emission(shapes.length);
    PartFeatures.collect(reading, shapes, reader.partCues(), emission);
    int lessons = reader.lessonCue();
    for (int i = 0; i < shapes.length; i++) {
      int at = PARTS * i;
      int labelled = PartShapes.labelledPart(shapes[i]);
      if (labelled >= 0) {
        emission.sums[at + labelled] += LABELLED;
      }
      if (reading.cues().has(lessons, i)) {
        int told =
            Math.max(
                emission.sums[at + Part.ACTION.index()], emission.sums[at + Part.RESULT.index()]);
        int learning = at + Part.LEARNING.index();
        emission.sums[learning] = Math.max(emission.sums[learning], told + LESSON);
      }
    }
    return emission.sums;
  }

  /** Sums the weights of features. */
  private final class Emission implements PartFeatures.Sink {
    private final int[] sums;

    Emission(int sentences) {
      sums = new int[PARTS * sentences];
    }

    @Override
    public void bits(int sentence, int block, long bits) {
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        model.addBit(block, Long.numberOfTrailingZeros(rest), sums, PARTS * sentence);
      }
    }

    @Override
    public void key(int sentence, PartFeatures.Template template, int from, int to, int key) {
      model.addRow(model.row(key), sums, PARTS * sentence);
    }

    @Override
    public void word(int sentence, int token, Tokens tokens, Words words) {
      int number = words.number[token];
      int row =
          number == Vocabulary.UNKNOWN
              ? model.row(PartFeatures.wordKey(tokens.word[token]))
              : rowOfWord[number];
      model.addRow(row, sums, PARTS * sentence);
    }
  }

  private Part[] bestSequence(int[] emission, int count) {
    Part[] sequence = new Part[count];
    if (count == 0) {
      return sequence;
    }
    byte[] from = new byte[PARTS * count];
    int[] best = new int[PARTS];
    int[] before = new int[PARTS];
    System.arraycopy(emission, 0, before, 0, PARTS);
    for (int i = 1; i < count; i++) {
      for (int part = 0; part < PARTS; part++) {
        int chosen = 0;
        int score = Integer.MIN_VALUE;
        for (int last = 0; last < PARTS; last++) {
          int path = before[last] + model.transition(last, part);
          if (path > score) {
            score = path;
            chosen = last;
          }
        }
        best[part] = score + emission[PARTS * i + part];
        from[PARTS * i + part] = (byte) chosen;
      }
      // Scores stay small enough for an int however long the text is.
      int top = best[0];
      for (int part = 1; part < PARTS; part++) {
        top = Math.max(top, best[part]);
      }
      for (int part = 0; part < PARTS; part++) {
        before[part] = best[part] - top;
      }
    }
    int part = 0;
    for (int other = 1; other < PARTS; other++) {
      part = before[other] > before[part] ? other : part;
    }
    for (int i = count - 1; i >= 0; i--) {
      sequence[i] = Part.at(part);
      part = from[PARTS * i + part];
    }
    return sequence;
  }

  /** The parts that the text is likely enough to have, whichever sentence has them. */
  private Set<Part> presentIn(double[] probability) {
    var present = EnumSet.noneOf(Part.class);
    for (int part = 0; part < PARTS; part++) {
      if (Part.at(part) != Part.NONE && probability[part] >= model.presence(part)) {
        present.add(Part.at(part));
      }
    }
    return present;
  }

  /** The parts that the text may have, though they are not likely enough to count on it. */
  private Set<Part> possibleIn(double[] probability) {
    var possible = EnumSet.noneOf(Part.class);
    for (int part = 0; part < PARTS; part++) {
      if (Part.at(part) != Part.NONE && probability[part] >= POSSIBLE * model.presence(part)) {
        possible.add(Part.at(part));
      }
    }
    return possible;
  }

  private double[] presence(int[] emission, int count) {
    double[] probability = new double[PARTS];
    if (count == 0) {
      return probability;
    }
    double[] likely = new double[emission.length];
    for (int i = 0; i < count; i++) {
      int top = emission[PARTS * i];
      for (int part = 1; part < PARTS; part++) {
        top = Math.max(top, emission[PARTS * i + part]);
      }
      for (int part = 0; part < PARTS; part++) {
        likely[PARTS * i + part] = likely(emission[PARTS * i + part] - top);
      }
    }
    double[] steps = new double[count];
    Arrays.fill(steps, 1);
    shareWithout(PARTS, likely, steps);
    for (int part = 0; part < PARTS; part++) {
      if (Part.at(part) != Part.NONE) {
        probability[part] = 1 - shareWithout(part, likely, steps.clone());
      }
    }
    return probability;
  }

  /**
   * The share of all sequences, by their likelihood, that do not have that part.
   *
   * @param steps for each sentence by how much all sequences grow there; replaced by how much those
   *     without the part do
   */
  private double shareWithout(int leftOut, double[] likely, double[] steps) {
    double[] sums = new double[PARTS];
    double[] before = new double[PARTS];
    double share = 1;
    for (int i = 0; i < steps.length; i++) {
      double sum = 0;
      for (int part = 0; part < PARTS; part++) {
        double into = i == 0 ? 1 : 0;
        for (int from = 0; i > 0 && from < PARTS; from++) {
          into += before[from] * likelySteps[PARTS * from + part];
        }
        sums[part] = part == leftOut ? 0 : into * likely[PARTS * i + part];
        sum += sums[part];
      }
      if (sum < Double.MIN_NORMAL) {
        return 0;
      }
      double scale = 1 / sum;
      for (int part = 0; part < PARTS; part++) {
        before[part] = sums[part] * scale;
      }
      share *= sum / steps[i];
      steps[i] = sum;
    }
    return share;
  }
}
