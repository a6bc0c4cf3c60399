package dev.starstream.aggregates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

final class AvroCursorTest {

  @Test
  void numbersOfAllSizes_areReadAsAvroWritesThem() throws IOException {
    var random = new Random(4);
    var numbers =
        LongStream.concat(
                LongStream.of(0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE),
                LongStream.generate(() -> random.nextLong() >> random.nextInt(64)).limit(10_000))
            .toArray();
    var out = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    for (var number : numbers) {
      encoder.writeLong(number);
      encoder.writeDouble(Double.longBitsToDouble(number));
      encoder.writeBoolean(number % 2 == 0);
    }
    var cursor = cursor(out.toByteArray());
    for (var number : numbers) {
      assertThat(cursor.readLong()).isEqualTo(number);
      assertThat(Double.doubleToRawLongBits(cursor.readDouble())).isEqualTo(number);
      assertThat(cursor.readBoolean()).isEqualTo(number % 2 == 0);
    }
    assertThatThrownBy(cursor::readLong).isInstanceOf(AvroRuntimeException.class);
  }

  @Test
  void arrayInBlocks_isReadWithSizesAndWithout() throws IOException {
    var out = new ByteArrayOutputStream();
    var blocking = new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null);
    blocking.writeArrayStart();
    blocking.setItemCount(100);
    for (var i = 0; i < 100; i++) {
      blocking.startItem();
      blocking.writeString("element " + i);
    }
    blocking.writeArrayEnd();
    blocking.flush();
    var cursor = cursor(out.toByteArray());
    var slice = new Slice();
    var read = 0;
    for (var count = cursor.readBlock(); count > 0; count = cursor.readBlock()) {
      for (var i = 0L; i < count; i++) {
        cursor.readString(slice);
        assertThat(slice).hasToString("element " + read++);
      }
    }
    assertThat(read).isEqualTo(100);
  }

  @Test
  void lengthsThatNobodyHasBytesFor_areRefusedWithoutMemoryForThem() throws IOException {
    for (var length : new long[] {3, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      var bytes = avro(length, new byte[] {'a', 'b'});
      assertThatThrownBy(() -> cursor(bytes).readString(new Slice()))
          .isInstanceOf(AvroRuntimeException.class);
    }
    for (var count : new long[] {3, Integer.MAX_VALUE, Long.MAX_VALUE, -3, Long.MIN_VALUE}) {
      var bytes = avro(count, new byte[] {2, 'b'});
      assertThatThrownBy(() -> cursor(bytes).readBlock()).isInstanceOf(AvroRuntimeException.class);
    }
    assertThatThrownBy(() -> cursor(new byte[] {-1, -1, -1}).readLong())
        .isInstanceOf(AvroRuntimeException.class);
    var endless = new byte[20];
    Arrays.fill(endless, (byte) -1);
    assertThatThrownBy(() -> cursor(endless).readLong()).isInstanceOf(AvroRuntimeException.class);
    assertThatThrownBy(() -> cursor(avro(5, new byte[0])).readIndex(5))
        .hasMessageContaining("index 5 (expected: 0 to 4)");
    assertThatThrownBy(() -> cursor(avro(1L << 40, new byte[0])).readInt())
        .isInstanceOf(AvroRuntimeException.class);
  }

  /** Java's own decoder decides what UTF-8 is. */
  @Test
  void stringIsTaken_onlyIfItIsUtf8() throws IOException {
    var random = new Random(5);
    var seeds = new String[] {"plain text of some length", "queue: 40 → 20 min", "naïve 日本 😀 é"};
    var refused = 0;
    for (var round = 0; round < 50_000; round++) {
      var bytes = seeds[random.nextInt(seeds.length)].getBytes(UTF_8);
      for (var change = random.nextInt(3); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      var cursor = cursor(avro(bytes.length, bytes));
      var slice = new Slice();
      if (isUtf8(bytes)) {
        cursor.readString(slice);
        assertThat(slice).hasToString(new String(bytes, UTF_8));
      } else {
        refused++;
        assertThatThrownBy(() -> cursor.readString(slice)).isInstanceOf(AvroRuntimeException.class);
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static byte[] avro(long number, byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    EncoderFactory.get().directBinaryEncoder(out, null).writeLong(number);
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  private static AvroCursor cursor(byte[] bytes) {
    var cursor = new AvroCursor();
    cursor.reset(ByteBuffer.wrap(bytes));
    return cursor;
  }
}
