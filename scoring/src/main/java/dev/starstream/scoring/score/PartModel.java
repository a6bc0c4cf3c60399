package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Part;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The trained weights of the part tagger: a linear chain. Weights are whole numbers, {@value
 * #SCALE} to one natural logarithm, so that sums are exact and the same on every machine.
 *
 * <p>The file ({@link ModelFile}, {@code STARPART}): the version of the model, the weights of the
 * yes-or-no features (block and bit), the hashed features in ascending order of their key with
 * their weights, transitions, and the presence thresholds as probabilities; weights of a feature in
 * the order of {@link Part}.
 */
public final class PartModel {
  /** Weight that stands for a factor of e. */
  public static final int SCALE = 1024;

  /** Parts of a sentence, {@code none} among them. */
  public static final int PARTS = Part.values().length;

  /** Rows of yes-or-no features. */
  public static final int BIT_ROWS = 64 * PartFeatures.BLOCKS;

  private static final String MAGIC = "STARPART";
  private static final int FORMAT = 1;
  private static final String RESOURCE = "parts.model";

  private final String version;
  private final short[] bitWeights;
  private final int[] slots;
  private final int[] keys;
  private final short[] keyWeights;

  /** As {@link #keyWeights}, and a last row without weights. */
  private final short[] rows;

  private final short[] transitions;
  private final float[] presence;

  /**
   * @param version of the model
   * @param bitWeights {@link #BIT_ROWS} rows of {@link #PARTS} weights
   * @param keys of the hashed features, ascending
   * @param keyWeights a row of weights for each key
   * @param transitions from each part (row) to each part
   * @param presence for each part the probability from which it counts as present
   */
  public PartModel(
      String version,
      short[] bitWeights,
      int[] keys,
      short[] keyWeights,
      short[] transitions,
      float[] presence) {
    if (bitWeights.length != BIT_ROWS * PARTS
        || keyWeights.length != keys.length * PARTS
        || transitions.length != PARTS * PARTS
        || presence.length != PARTS) {
      throw new IllegalArgumentException("part model: sizes do not agree");
    }
    this.version = version;
    this.bitWeights = bitWeights;
    this.keys = keys;
    this.keyWeights = keyWeights;
    rows = Arrays.copyOf(keyWeights, keyWeights.length + PARTS);
    this.transitions = transitions;
    this.presence = presence;
    int size = Integer.highestOneBit(Math.max(8, keys.length)) * 4;
    slots = new int[size];
    Arrays.fill(slots, -1);
    for (int row = 0; row < keys.length; row++) {
      if (row > 0 && keys[row] <= keys[row - 1]) {
        throw new IllegalArgumentException("part model: keys are not in ascending order");
      }
      int slot = keys[row] & (size - 1);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (size - 1);
      }
      slots[slot] = row;
    }
  }

  /** The shipped model. */
  static PartModel load() {
    return ModelFile.load(RESOURCE, MAGIC, FORMAT, PartModel::body);
  }

  /**
   * Reads a model file.
   *
   * @throws IOException if it is no model of this format, or damaged
   */
  public static PartModel read(InputStream in) throws IOException {
    return ModelFile.read(in, MAGIC, FORMAT, PartModel::body);
  }

  private static PartModel body(DataInputStream data) throws IOException {
    String version = data.readUTF();
    int bitRows = data.readInt();
    int keyRows = data.readInt();
    long expected =
        2L * bitRows * PARTS + keyRows * (4L + 2L * PARTS) + 2L * PARTS * PARTS + 4L * PARTS;
    if (bitRows != BIT_ROWS || keyRows < 0 || data.available() != expected) {
      throw new IOException(
          bitRows + " rows of bits (expected: " + BIT_ROWS + ", as the features of this version)");
    }
    short[] bitWeights = ModelFile.shorts(data, bitRows * PARTS);
    int[] keys = new int[keyRows];
    for (int row = 0; row < keyRows; row++) {
      keys[row] = data.readInt();
    }
    short[] keyWeights = ModelFile.shorts(data, keyRows * PARTS);
    short[] transitions = ModelFile.shorts(data, PARTS * PARTS);
    float[] presence = new float[PARTS];
    for (int part = 0; part < PARTS; part++) {
      presence[part] = data.readFloat();
    }
    return new PartModel(version, bitWeights, keys, keyWeights, transitions, presence);
  }

  /** The model as a file. */
  public byte[] toBytes() {
    return ModelFile.bytes(
        MAGIC,
        FORMAT,
        data -> {
          data.writeUTF(version);
          data.writeInt(BIT_ROWS);
          data.writeInt(keys.length);
          ModelFile.write(data, bitWeights);
          for (int key : keys) {
            data.writeInt(key);
          }
          ModelFile.write(data, keyWeights);
          ModelFile.write(data, transitions);
          for (float share : presence) {
            data.writeFloat(share);
          }
        });
  }

  /** The same model with other presence thresholds. */
  public PartModel withPresence(float[] thresholds) {
    return new PartModel(version, bitWeights, keys, keyWeights, transitions, thresholds.clone());
  }

  /** Version of the model. */
  public String version() {
    return version;
  }

  /** How many hashed features it knows. */
  public int keys() {
    return keys.length;
  }

  /** Adds the weights of a yes-or-no feature to the {@link #PARTS} sums from {@code at} on. */
  void addBit(int block, int bit, int[] sums, int at) {
    add(bitWeights, (64 * block + bit) * PARTS, sums, at);
  }

  /** The row of a hashed feature; one without weights if the model does not know it. */
  int row(int key) {
    int mask = slots.length - 1;
    int slot = key & mask;
    int row;
    while ((row = slots[slot]) >= 0 && keys[row] != key) {
      slot = (slot + 1) & mask;
    }
    return row >= 0 ? row : keys.length;
  }

  /** Adds the weights of a hashed feature by its row. */
  void addRow(int row, int[] sums, int at) {
    add(rows, row * PARTS, sums, at);
  }

  private static void add(short[] weights, int from, int[] sums, int at) {
    sums[at] += weights[from];
    sums[at + 1] += weights[from + 1];
    sums[at + 2] += weights[from + 2];
    sums[at + 3] += weights[from + 3];
    sums[at + 4] += weights[from + 4];
    sums[at + 5] += weights[from + 5];
  }

  int transition(int before, int after) {
    return transitions[before * PARTS + after];
  }

  double presence(int part) {
    return presence[part];
  }
}
