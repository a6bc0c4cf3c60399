package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.GeneralMistake;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What the words of a text say about each mistake that is weighed: trained weights of stems, whole
 * numbers, {@value #SCALE} to one unit of {@link EvidenceScore}. Each stem of a text counts once,
 * and less the more of them there are, see {@link #share}.
 *
 * <p>The file ({@link ModelFile}, {@code STARMIST}): the version, the mistakes' ids, the hashes of
 * the stems in ascending order, and for each stem a weight for each mistake.
 */
public final class MistakeModel {
  /** Weight that stands for 1. */
  public static final int SCALE = 1024;

  private static final String MAGIC = "STARMIST";
  private static final int FORMAT = 1;
  private static final String RESOURCE = "mistakes.model";

  /** The mistakes, in the order of their weights. */
  static final List<GeneralMistake> MISTAKES = List.copyOf(MistakeFinder.WEIGHED);

  private final String version;
  private final long[] stems;
  private final short[] weights;
  private final LongIntTable rows = new LongIntTable();

  /**
   * @param stems hashes, ascending
   * @param weights a row for each stem, in it one weight for each of {@link
   *     MistakeEvidenceReader#mistakes}
   */
  public MistakeModel(String version, long[] stems, short[] weights) {
    if (weights.length != stems.length * MISTAKES.size()) {
      throw new IllegalArgumentException("mistake model: sizes do not agree");
    }
    this.version = version;
    this.stems = stems;
    this.weights = weights;
    for (int row = 0; row < stems.length; row++) {
      if (row > 0 && stems[row] <= stems[row - 1]) {
        throw new IllegalArgumentException("mistake model: stems are not in ascending order");
      }
      rows.put(stems[row], row);
    }
  }

  /** The shipped model. */
  static MistakeModel load() {
    return ModelFile.load(RESOURCE, MAGIC, FORMAT, MistakeModel::body);
  }

  /**
   * Reads a model file.
   *
   * @throws IOException if it is no model of this format, or damaged
   */
  public static MistakeModel read(InputStream in) throws IOException {
    return ModelFile.read(in, MAGIC, FORMAT, MistakeModel::body);
  }

  private static MistakeModel body(DataInputStream data) throws IOException {
    String version = data.readUTF();
    String ids = data.readUTF();
    if (!ids.equals(ids())) {
      throw new IOException(ids + " (expected: " + ids() + ")");
    }
    int count = data.readInt();
    long expected = count * (8L + 2L * MISTAKES.size());
    if (count < 0 || data.available() != expected) {
      throw new IOException(
          data.available() + " bytes for " + count + " stems (expected: " + expected + ")");
    }
    long[] stems = new long[count];
    for (int row = 0; row < count; row++) {
      stems[row] = data.readLong();
    }
    return new MistakeModel(version, stems, ModelFile.shorts(data, count * MISTAKES.size()));
  }

  /** The model as a file. */
  public byte[] toBytes() {
    return ModelFile.bytes(
        MAGIC,
        FORMAT,
        data -> {
          data.writeUTF(version);
          data.writeUTF(ids());
          data.writeInt(stems.length);
          for (long stem : stems) {
            data.writeLong(stem);
          }
          ModelFile.write(data, weights);
        });
  }

  private static String ids() {
    return String.join(" ", MISTAKES.stream().map(GeneralMistake::id).toList());
  }

  /** How much one stem counts where so many of a text's are known. */
  public static double share(int known) {
    return 3 / Math.sqrt(Math.max(9, known));
  }

  /** How many stems it knows. */
  public int stems() {
    return stems.length;
  }

  /** The row of a stem by its hash, or -1. */
  int row(long stem) {
    return rows.get(stem);
  }

  /** Adds the weights of a stem to sums by mistake. */
  void add(int row, int[] sums) {
    int at = row * sums.length;
    for (int mistake = 0; mistake < sums.length; mistake++) {
      sums[mistake] += weights[at + mistake];
    }
  }

  int weight(int row, int mistake) {
    return weights[row * MISTAKES.size() + mistake];
  }
}
