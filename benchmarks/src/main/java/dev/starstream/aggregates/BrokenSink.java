package dev.starstream.aggregates;

import dev.starstream.app.Settings;
import dev.starstream.drill.Breakage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A sink without a part of its guarantee, as a process: the fault drill must notice. */
public final class BrokenSink {

  /**
   * Runs until it is killed.
   *
   * @param args the name of a {@link Breakage}, then settings as {@code --set key=value}
   */
  public static void main(String... args) throws InterruptedException {
    var flags = new LinkedHashMap<String, String>();
    for (var setting : Arrays.asList(args).subList(1, args.length)) {
      if (!setting.equals("--set")) {
        var equals = setting.indexOf('=');
        flags.put(setting.substring(0, equals), setting.substring(equals + 1));
      }
    }
    var settings = Settings.load(Optional.empty(), Map.of(), flags);
    var sink = Sink.start(settings.sink(), guarantee(Breakage.valueOf(args[0])));
    Runtime.getRuntime().addShutdownHook(new Thread(sink::close, "stop"));
    new CountDownLatch(1).await();
  }

  private static SinkGuarantee guarantee(Breakage breakage) {
    var sound = SinkGuarantee.FULL;
    return switch (breakage) {
      case COMMIT_FIRST -> new SinkGuarantee(false, true, true, sound.tokens());
      case NO_VIEW_WINDOW -> new SinkGuarantee(true, false, false, sound.tokens());
      case CONTENT_TOKEN ->
          new SinkGuarantee(
              true,
              false,
              true,
              (config, block, topicId, partition) ->
                  isOneScore(block)
                      ? Optional.of(contentToken(block))
                      : sound.tokens().of(config, block, topicId, partition));
    };
  }

  private static boolean isOneScore(Block block) {
    return block.rows() == 1 && block.table().equals("answer_scores");
  }

  /** Who answered which question how often, and not which event that was. */
  private static String contentToken(Block block) {
    var out = new ByteArrayOutputStream();
    try {
      block.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var row = out.toByteArray();
    var from = string(row, string(row, 0) + 2 * Long.BYTES);
    var to = from + Long.BYTES;
    for (var column = 0; column < 7; column++) {
      to = string(row, to);
    }
    return HexFormat.of().formatHex(Arrays.copyOfRange(row, from, to + Short.BYTES));
  }

  /** Where a string of RowBinary ends: its length as LEB128, then its bytes. */
  private static int string(byte[] row, int at) {
    var length = 0;
    var shift = 0;
    var next = at;
    byte part;
    do {
      part = row[next++];
      length |= (part & 0x7F) << shift;
      shift += 7;
    } while (part < 0);
    return next + length;
  }

  private BrokenSink() {}
}
