package dev.starstream.aggregates;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads RowBinary back by the types of the DDL, for golden files that a person can read. */
final class RowBinaryText {

  private final ByteBuffer bytes;

  private RowBinaryText(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** One line a column: {@code name: value}. Fails if bytes are missing or left over. */
  static String of(byte[] row, List<String> columns, Map<String, String> types) {
    var reader = new RowBinaryText(row);
    var text = new StringBuilder();
    for (var column : columns) {
      text.append(column).append(": ").append(reader.value(types.get(column))).append('\n');
    }
    if (reader.bytes.hasRemaining()) {
      throw new AssertionError(reader.bytes.remaining() + " bytes left over after\n" + text);
    }
    return text.toString();
  }

  private String value(String type) {
    if (type.startsWith("LowCardinality(")) {
      return value(argument(type));
    }
    if (type.startsWith("Nullable(")) {
      return bytes.get() == 1 ? "NULL" : value(argument(type));
    }
    if (type.startsWith("Array(")) {
      var values = new ArrayList<String>();
      for (var left = varint(); left > 0; left--) {
        values.add(value(argument(type)));
      }
      return values.toString();
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

  private static String argument(String type) {
    return type.substring(type.indexOf('(') + 1, type.length() - 1);
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
