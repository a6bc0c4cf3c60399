package dev.starstream.aggregates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class BlockTest {

  @Test
  void halves_shareOutTheRows() throws IOException {
    var block = block(10, 11, 15);
    assertThat(text(block.firstHalf())).isEqualTo("row10 ");
    assertThat(text(block.secondHalf())).isEqualTo("row11 row15 ");
    assertThat(text(block.secondHalf().secondHalf())).isEqualTo("row15 ");
    assertThat(block.secondHalf().firstOffset()).isEqualTo(11);
    assertThat(block.secondHalf().lastOffset()).isEqualTo(15);
  }

  @Test
  void withoutOffsets_keepsTheOthersInOrder() throws IOException {
    var block = block(10, 11, 12, 13).secondHalf().without(Set.of(10L, 12L));
    assertThat(text(block)).isEqualTo("row13 ");
    assertThat(block.rows()).isEqualTo(1);
    assertThat(block(1, 2).without(Set.of(1L, 2L)).rows()).isZero();
  }

  @Test
  void withoutOffsetsThatAreNotThere_isTheSameBlock() {
    var block = block(10, 11);
    assertThat(block.without(Set.of(12L))).isSameAs(block);
  }

  @Test
  void droppedRow_leavesNoBytes() throws IOException {
    var builder = new Block.Builder("t", List.of("c"), 1, new RowBuffer(1));
    builder.buffer().raw("half a ".getBytes(UTF_8), 0, 7);
    builder.dropRow();
    builder.buffer().raw("row1 ".getBytes(UTF_8), 0, 5);
    builder.endRow(1);
    builder.buffer().raw("half a ".getBytes(UTF_8), 0, 7);
    builder.dropRow();
    assertThat(text(builder.build())).isEqualTo("row1 ");
  }

  @Test
  void token_tellsSinkTableGenerationOriginAndRows() {
    var config =
        SinkConfig.of(
                Map.of("bootstrap.servers", "127.0.0.1:9092"),
                Map.of("schema.registry.url", "http://127.0.0.1:8081"),
                new ClickHouseConfig(URI.create("http://127.0.0.1:8123"), "", "", "starstream"))
            .withName("sink")
            .withGeneration(2);
    assertThat(SinkGuarantee.FULL.tokens().of(config, block(10, 11, 15), new UUID(0, 7), 4))
        .contains("sink/t/g2/00000000-0000-0000-0000-000000000007/p4/10-15/202610/n3");
  }

  private static Block block(long... offsets) {
    var builder = new Block.Builder("t", List.of("c"), 202610, new RowBuffer(1));
    for (var offset : offsets) {
      var bytes = ("row" + offset + " ").getBytes(UTF_8);
      builder.buffer().raw(bytes, 0, bytes.length);
      builder.endRow(offset);
    }
    return builder.build();
  }

  private static String text(Block block) throws IOException {
    var out = new ByteArrayOutputStream();
    block.writeTo(out);
    assertThat(out.size()).isEqualTo(block.bytes());
    return out.toString(UTF_8);
  }
}
