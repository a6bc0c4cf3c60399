package dev.starstream.aggregates;

import static dev.starstream.aggregates.ColumnBuffer.argument;
import static dev.starstream.aggregates.ColumnBuffer.elements;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Reads a block in the Native format back, for golden files that a person can read. */
final class NativeText {

  private final ByteBuffer bytes;

  private NativeText(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The rows, one line a column: {@code name: value}. Fails if bytes are missing or left over, and
   * if a column has another type than it should.
   */
  static List<String> rows(byte[] block, List<String> columns, Map<String, String> types) {
    var reader = new NativeText(block);
    assertThat(reader.varint()).isEqualTo(columns.size());
    var rows = reader.varint();
    var texts = Stream.generate(StringBuilder::new).limit(rows).toList();
    for (var column : columns) {
      assertThat(reader.string()).isEqualTo(column);
      var type = reader.string();
      assertThat(type).as(column).isEqualTo(types.get(column));
      if (type.contains("LowCardinality(")) {
        assertThat(reader.bytes.getLong()).isEqualTo(1);
      }
      var values = reader.values(type, rows);
      for (var row = 0; row < rows; row++) {
        texts.get(row).append(column).append(": ").append(values.get(row)).append('\n');
      }
    }
    assertThat(reader.bytes.remaining()).as("bytes left over").isZero();
    return texts.stream().map(StringBuilder::toString).toList();
  }

  private List<String> values(String type, int count) {
    if (type.startsWith("LowCardinality(")) {
      return words(count);
    }
    if (type.startsWith("Nullable(")) {
      var flags = new byte[count];
      bytes.get(flags);
      var values = values(argument(type), count);
      return IntStream.range(0, count)
          .mapToObj(i -> flags[i] == 1 ? "NULL" : values.get(i))
          .toList();
    }
    if (type.startsWith("Array(")) {
      var ends = LongStream.generate(bytes::getLong).limit(count).toArray();
      var all = values(argument(type), count == 0 ? 0 : (int) ends[count - 1]);
      return IntStream.range(0, count)
          .mapToObj(i -> all.subList(i == 0 ? 0 : (int) ends[i - 1], (int) ends[i]).toString())
          .toList();
    }
    if (type.startsWith("Tuple(")) {
      return tuples(elements(argument(type)), count);
    }
    return Stream.generate(() -> value(type)).limit(count).toList();
  }

  private List<String> tuples(List<String> elements, int count) {
    var tuples = Stream.generate(() -> new StringJoiner(", ", "(", ")")).limit(count).toList();
    for (var element : elements) {
      var name = element.substring(0, element.indexOf(' '));
      var values = values(element.substring(name.length() + 1), count);
      for (var i = 0; i < count; i++) {
        tuples.get(i).add(name + " " + values.get(i));
      }
    }
    return tuples.stream().map(StringJoiner::toString).toList();
  }

  private List<String> words(int count) {
    if (count == 0) {
      return List.of();
    }
    var flags = bytes.getLong();
    assertThat(flags & ~3).isEqualTo(0x600);
    var words = Stream.generate(this::string).limit(bytes.getLong()).toList();
    assertThat(bytes.getLong()).isEqualTo(count);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                words.get(
                    switch ((int) flags & 3) {
                      case 0 -> Byte.toUnsignedInt(bytes.get());
                      case 1 -> Short.toUnsignedInt(bytes.getShort());
                      default -> bytes.getInt();
                    }))
        .toList();
  }

  private String value(String type) {
    if (type.startsWith("Enum8(")) {
      var constant = Pattern.compile("'(\\w+)' = " + bytes.get() + "\\b").matcher(type);
      assertThat(constant.find()).as("a value of " + type).isTrue();
      return constant.group(1);
    }
    return switch (type) {
      case "String" -> string();
      case "UUID" -> new UUID(bytes.getLong(), bytes.getLong()).toString();
      case "Bool" -> bytes.get() == 1 ? "true" : "false";
      case "UInt8" -> Integer.toString(Byte.toUnsignedInt(bytes.get()));
      case "UInt16" -> Integer.toString(Short.toUnsignedInt(bytes.getShort()));
      case "UInt32" -> Integer.toUnsignedString(bytes.getInt());
      case "UInt64" -> Long.toUnsignedString(bytes.getLong());
      case "Float64" -> Double.toString(bytes.getDouble());
      case "DateTime64(3, 'UTC')" -> Instant.ofEpochMilli(bytes.getLong()).toString();
      default -> throw new AssertionError("no reader for type " + type);
    };
  }

  private String string() {
    var value = new byte[varint()];
    bytes.get(value);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      return "bytes " + new String(value, ISO_8859_1).chars().boxed().toList();
    }
  }

  private int varint() {
    var value = 0;
    for (var shift = 0; ; shift += 7) {
      var next = bytes.get();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
