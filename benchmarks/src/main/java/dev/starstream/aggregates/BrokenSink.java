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
    var names = block.columns().stream().map(Column::name).toList();
    var out = new ByteArrayOutputStream();
    try {
      for (var column = names.indexOf("candidate_key");
          column <= names.indexOf("attempt_no");
          column++) {
        block.writeColumnTo(out, column);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(out.toByteArray());
  }

  private BrokenSink() {}
}
