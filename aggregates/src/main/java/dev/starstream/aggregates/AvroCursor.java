package dev.starstream.aggregates;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.AvroRuntimeException;

/**
 * Reads Avro's binary encoding value by value, with strings left where they stand. Whatever is not
 * as the specification has it is an {@link AvroRuntimeException}, and nothing is read or allocated
 * beyond the bytes that are there. Owned by one sink thread.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">Binary
 *     encoding</a>
 */
final class AvroCursor {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  private byte[] bytes = {};
  private int at;
  private int end;

  /** Begins at the buffer's position; the buffer must have an array. */
  void reset(ByteBuffer buffer) {
    bytes = buffer.array();
    at = buffer.arrayOffset() + buffer.position();
    end = at + buffer.remaining();
  }

  boolean readBoolean() {
    return readByte() != 0;
  }

  int readInt() {
    var value = readLong();
    if (value != (int) value) {
      throw malformed("an int of " + value);
    }
    return (int) value;
  }

  long readLong() {
    var raw = 0L;
    for (var shift = 0; shift < Long.SIZE; shift += 7) {
      var next = readByte();
      raw |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw malformed("a number of more than ten bytes");
  }

  double readDouble() {
    need(Double.BYTES);
    var bits = (long) LONGS.get(bytes, at);
    at += Double.BYTES;
    return Double.longBitsToDouble(bits);
  }

  /** Which of the symbols of an enum, or of the branches of a union. */
  int readIndex(int count) {
    var index = readInt();
    if (index < 0 || index >= count) {
      throw malformed("index " + index + " (expected: 0 to " + (count - 1) + ")");
    }
    return index;
  }

  /** Whether the value of a union of null and something follows. */
  boolean readPresent() {
    return readIndex(2) == 1;
  }

  void readString(Slice into) {
    var length = readLong();
    if (length < 0 || length > end - at) {
      throw malformed("a string of " + length + " bytes");
    }
    if (!isUtf8(at, at + (int) length)) {
      throw malformed("a string that is not UTF-8");
    }
    into.set(bytes, at, (int) length);
    at += (int) length;
  }

  /** A union of null and string; null is empty. */
  void readNullableString(Slice into) {
    if (readPresent()) {
      readString(into);
    } else {
      into.clear();
    }
  }

  /** How many elements follow before this is to be asked again; 0 at the end of the array. */
  long readBlock() {
    var count = readLong();
    if (count < 0) {
      // The block's size in bytes, for those who skip it.
      readLong();
      count = -count;
    }
    // An element is at least a byte here, so that no count can ask for more memory than there is.
    if (count < 0 || count > end - at) {
      throw malformed("a block of " + count + " elements");
    }
    return count;
  }

  private byte readByte() {
    need(1);
    return bytes[at++];
  }

  private void need(int count) {
    if (end - at < count) {
      throw malformed("end of the bytes");
    }
  }

  private AvroRuntimeException malformed(String what) {
    return new AvroRuntimeException("byte " + at + ": " + what);
  }

  private boolean isUtf8(int from, int to) {
    var i = from;
    while (i < to) {
      if (to - i >= Long.BYTES && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
        i += Long.BYTES;
      } else if (bytes[i] >= 0) {
        i++;
      } else {
        var length = sequenceLength(i, to);
        if (length == 0) {
          return false;
        }
        i += length;
      }
    }
    return true;
  }

  /** Bytes of the character that begins there, 2 to 4; 0 if it is none (Unicode, table 3-7). */
  private int sequenceLength(int i, int to) {
    var first = bytes[i] & 0xFF;
    var length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || length > to - i) {
      return 0;
    }
    var second = bytes[i + 1] & 0xFF;
    var least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    var most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return 0;
    }
    for (var next = i + 2; next < i + length; next++) {
      if ((bytes[next] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
