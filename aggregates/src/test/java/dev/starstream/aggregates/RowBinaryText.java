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
import java.util.regex.Pattern;

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
    if (type.startsWith("Tuple(")) {
      var values = new ArrayList<String>();
      for (var element : elements(argument(type))) {
        var name = element.substring(0, element.indexOf(' '));
        values.add(name + " " + value(element.substring(name.length() + 1)));
      }
      return "(" + String.join(", ", values) + ")";
    }
    if (type.startsWith("Enum8(")) {
      var constant = Pattern.compile("'(\\w+)' = " + bytes.get() + "\\b").matcher(type);
      if (!constant.find()) {
        throw new AssertionError("a value that is none of " + type);
      }
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

  /** What stands between commas outside of brackets. */
  private static List<String> elements(String list) {
    var elements = new ArrayList<String>();
    var depth = 0;
    var start = 0;
    for (var i = 0; i < list.length(); i++) {
      switch (list.charAt(i)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case ',' -> {
          if (depth == 0) {
            elements.add(list.substring(start, i).strip());
            start = i + 1;
          }
        }
        default -> {}
      }
    }
    elements.add(list.substring(start).strip());
    return elements;
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
