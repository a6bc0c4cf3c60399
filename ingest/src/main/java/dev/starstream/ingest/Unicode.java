package dev.starstream.ingest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text that came in as bytes. Bytes that are not UTF-8 become a lone surrogate, which no valid
 * input can hold: so the one field they stand in is refused, not the request or file around it.
 */
final class Unicode {

  /** Length of a byte order mark. */
  static final int MARK_BYTES = 3;

  /** A low surrogate that never follows a high one. */
  private static final String INVALID = "\uDC80";

  static CharsetDecoder decoder() {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .onUnmappableCharacter(CodingErrorAction.REPLACE)
        .replaceWith(INVALID);
  }

  static String decode(byte[] bytes) {
    var decoder = decoder();
    var chars = CharBuffer.allocate(bytes.length);
    decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    decoder.flush(chars);
    return chars.flip().toString();
  }

  /** Index of the first byte that is not UTF-8, from 0; -1 if all are. */
  static int firstInvalidByte(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(8192);
    var decoder = StandardCharsets.UTF_8.newDecoder();
    while (true) {
      var result = decoder.decode(in, out.clear(), true);
      if (!result.isOverflow()) {
        return result.isError() ? in.position() : -1;
      }
    }
  }

  /** Whether a part of a text has more than so many bytes in UTF-8. */
  static boolean isLonger(String text, int start, int end, int mostBytes) {
    if ((end - start) * 3L <= mostBytes) {
      return false;
    }
    long bytes = 0;
    for (int i = start; i < end && bytes <= mostBytes; i++) {
      var c = text.charAt(i);
      // Each half of a surrogate pair counts for two of its four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes > mostBytes;
  }

  /** The text of a whole body or file, or its first line: without its byte order mark. */
  static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Index of the first surrogate that stands alone; -1 if the text is valid. */
  static int loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        return i;
      }
    }
    return -1;
  }

  /** The text with U+FFFD in place of each surrogate that stands alone. */
  static String valid(String text) {
    // Encoding replaces what cannot be encoded.
    return loneSurrogate(text) < 0
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
  }

  /** Names and values that are shown to people: no lone surrogates, no control characters. */
  static String printable(String text) {
    StringBuilder changed = null;
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var paired =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (paired) {
        i++;
      } else if (Character.isSurrogate(c) || Character.isISOControl(c)) {
        changed = changed == null ? new StringBuilder(text) : changed;
        changed.setCharAt(i, '\uFFFD');
      }
    }
    return changed == null ? text : changed.toString();
  }

  private Unicode() {}
}
