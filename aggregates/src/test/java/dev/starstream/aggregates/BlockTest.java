package dev.starstream.aggregates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class BlockTest {

  private static final List<Column> COLUMNS =
      Column.list(
          "number UInt32",
          "id UUID",
          "text String",
          "word LowCardinality(String)",
          "maybe Nullable(UInt16)",
          "bytes Nullable(String)",
          "words Array(LowCardinality(String))",
          "spans Array(Tuple(start UInt32, unit Nullable(String), part Enum8('none' = 0, 'task' = 1)))");

  @Test
  void halves_shareOutTheRows() throws IOException {
    var block = block(10, 11, 15);
    assertThat(rows(block)).containsExactly(row(10), row(11), row(15));
    assertThat(rows(block.firstHalf())).containsExactly(row(10));
    assertThat(rows(block.secondHalf())).containsExactly(row(11), row(15));
    assertThat(rows(block.secondHalf().secondHalf())).containsExactly(row(15));
    assertThat(block.secondHalf().firstOffset()).isEqualTo(11);
    assertThat(block.secondHalf().lastOffset()).isEqualTo(15);
  }

  @Test
  void withoutOffsets_keepsTheOthersInOrder() throws IOException {
    var block = block(10, 11, 12, 13, 14).secondHalf().without(Set.of(10L, 13L));
    assertThat(rows(block)).containsExactly(row(12), row(14));
    assertThat(block.firstOffset()).isEqualTo(12);
    assertThat(block(1, 2).without(Set.of(1L, 2L)).rows()).isZero();
  }

  @Test
  void withoutOffsetsThatAreNotThere_isTheSameBlock() {
    var block = block(10, 11);
    assertThat(block.without(Set.of(12L))).isSameAs(block);
  }

  @Test
  void rowDroppedAtAnyColumn_leavesNothing() throws IOException {
    var builder = new Block.Builder("t", COLUMNS, 1, new RowBuffer(COLUMNS));
    for (var columns = 0; columns <= COLUMNS.size(); columns++) {
      write(builder.buffer(), 900 + columns, columns);
      builder.dropRow();
      write(builder.buffer(), columns, COLUMNS.size());
      builder.endRow(columns);
    }
    var expected = new ArrayList<String>();
    for (var columns = 0; columns <= COLUMNS.size(); columns++) {
      expected.add(row(columns));
    }
    assertThat(rows(builder.build())).isEqualTo(expected);
  }

  @Test
  void rowDroppedWithinAnArray_leavesNothing() throws IOException {
    var builder = new Block.Builder("t", COLUMNS, 1, new RowBuffer(COLUMNS));
    write(builder.buffer(), 900, COLUMNS.size() - 1);
    assertThatThrownBy(
            () ->
                builder
                    .buffer()
                    .array(
                        List.of(1, 2),
                        (number, span) -> {
                          span.uint32(number);
                          if (number == 2) {
                            throw new RowRefusedException("unit");
                          }
                          span.isNull(true);
                          span.uint8(0);
                        }))
        .isInstanceOf(RowRefusedException.class);
    builder.dropRow();
    write(builder.buffer(), 5, COLUMNS.size());
    builder.endRow(5);
    assertThat(rows(builder.build())).containsExactly(row(5));
  }

  @Test
  void bufferUsedAgain_hasNothingOfBefore() throws IOException {
    var buffer = new RowBuffer(COLUMNS);
    for (long offset = 0; offset < 3; offset++) {
      buffer.truncate(0);
      var builder = new Block.Builder("t", COLUMNS, 1, buffer);
      write(buffer, offset, COLUMNS.size());
      builder.endRow(offset);
      assertThat(rows(builder.build())).containsExactly(row(offset));
    }
  }

  @Test
  void moreWordsThanAByteOrTwoCanNumber_areAllTold() throws IOException {
    for (var count : List.of(256, 257, 65_537)) {
      var columns = Column.list("word LowCardinality(String)");
      var builder = new Block.Builder("t", columns, 1, new RowBuffer(columns));
      var expected = new ArrayList<String>();
      for (var number = 0; number < count; number++) {
        builder.buffer().string("word " + number);
        builder.endRow(number);
        expected.add("word: word " + number + "\n");
      }
      assertThat(rows(builder.build(), columns)).isEqualTo(expected);
    }
  }

  @Test
  void valueOfAnotherWidthOrRowOfAnotherLength_isAMistakeOfTheMapping() {
    var columns = Column.list("a UInt16", "b Array(String)", "c Nullable(Bool)");
    assertMistake(columns, row -> row.uint32(1), "column 0 has no values of 4 bytes");
    assertMistake(columns, row -> row.string("x"), "column 0 has no strings");
    assertMistake(columns, row -> row.isNull(true), "column 0 is not Nullable");
    assertMistake(columns, row -> row.array(List.of(), (any, one) -> {}), "column 0 is no Array");
    assertMistake(columns, RowBuffer::endRow, "a row of 0 columns (expected: 3)");
  }

  private static void assertMistake(List<Column> columns, Consumer<RowBuffer> write, String error) {
    var buffer = new RowBuffer(columns);
    assertThatThrownBy(() -> write.accept(buffer))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(error);
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
    var builder = new Block.Builder("t", COLUMNS, 202610, new RowBuffer(COLUMNS));
    for (var offset : offsets) {
      write(builder.buffer(), offset, COLUMNS.size());
      builder.endRow(offset);
    }
    return builder.build();
  }

  /** The first so many columns of a row; every second row has NULLs and empty arrays. */
  private static void write(RowBuffer row, long number, int columns) {
    var odd = number % 2 == 1;
    List<Runnable> writes =
        List.of(
            () -> row.uint32(number),
            () -> row.uuid(new UUID(0, number)),
            () -> row.string("text " + number),
            () -> row.string("word " + number % 3),
            () -> {
              row.isNull(odd);
              if (!odd) {
                row.uint16((int) number);
              }
            },
            () -> {
              row.isNull(odd);
              if (!odd) {
                row.bytes(("bytes " + number).getBytes(UTF_8));
              }
            },
            () -> row.strings(odd ? List.of() : List.of("w" + number, "w0")),
            () ->
                row.array(
                    odd ? List.<Long>of() : List.of(number, number + 1),
                    (start, span) -> {
                      span.uint32(start);
                      span.isNull(start % 2 == 1);
                      if (start % 2 == 0) {
                        span.bytes(("unit " + start).getBytes(UTF_8));
                      }
                      span.uint8((int) (start % 2));
                    }));
    writes.subList(0, columns).forEach(Runnable::run);
  }

  /** What is read back of the row. */
  private static String row(long number) {
    var odd = number % 2 == 1;
    var next = number + 1;
    var always =
        """
        number: %d
        id: %s
        text: text %d
        word: word %d
        """
            .formatted(number, new UUID(0, number), number, number % 3);
    var sometimes =
        odd
            ? """
              maybe: NULL
              bytes: NULL
              words: []
              spans: []
              """
            : """
              maybe: %d
              bytes: bytes %d
              words: [w%d, w0]
              spans: [(start %d, unit unit %d, part none), (start %d, unit NULL, part task)]
              """
                .formatted(number, number, number, number, number, next);
    return always + sometimes;
  }

  private static List<String> rows(Block block) throws IOException {
    return rows(block, COLUMNS);
  }

  private static List<String> rows(Block block, List<Column> columns) throws IOException {
    var out = new ByteArrayOutputStream();
    block.writeTo(out);
    var types = columns.stream().collect(Collectors.toMap(Column::name, Column::type));
    return NativeText.rows(out.toByteArray(), columns.stream().map(Column::name).toList(), types);
  }
}
