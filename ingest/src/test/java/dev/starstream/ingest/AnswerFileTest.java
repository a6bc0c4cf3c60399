package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Level;
import dev.starstream.ingest.AnswerImport.Counts;
import dev.starstream.ingest.AnswerImport.RefusedRecord;
import dev.starstream.ingest.AnswerImport.StoppedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerFileTest {

  private final InMemoryTopic topic = new InMemoryTopic();
  private final List<RefusedRecord> refusals = new ArrayList<>();
  private final List<Counts> progress = new ArrayList<>();

  @Test
  void jsonLines_areImportedAndRefusalsNameTheirLine() throws IOException {
    // Given
    var file =
        String.join(
            "\n",
            answer("a").json(),
            "",
            "{\"id\": \"b\", \"text\": ",
            answer("c").with("level", "boss").json(),
            "[]",
            answer("d").json());

    // When
    var counts = run("answers.jsonl", file.getBytes(UTF_8));

    // Then
    assertThat(counts).isEqualTo(new Counts(5, 2, 0, 3, 0, 0));
    assertThat(ids()).containsExactly("a", "d");
    assertThat(refusals).extracting(RefusedRecord::line).containsExactly(3L, 4L, 5L);
    assertThat(refusals.get(1).id()).contains("c");
    assertThat(refusals.get(1).problems()).extracting(Problem::pointer).containsExactly("/level");
    assertThat(refusals.get(0).problems().get(0).detail())
        .isEqualTo("is not JSON at column 20: it ends before it is complete");
  }

  @Test
  void jsonLines_survivesWhatIsNoText() throws IOException {
    // Given: a byte order mark, bytes that are not UTF-8, and a line that is far too long
    var lines =
        List.of(
            "\uFEFF" + answer("a").json(),
            answer("b").with("text", "caf\u00e9").json(),
            answer("c").with("text", "x".repeat(2_000_000)).json(),
            answer("d").json());
    var bytes = new ByteArrayOutputStream();
    for (var line : lines) {
      bytes.write((line + "\r\n").getBytes(line.contains("\u00e9") ? ISO_8859_1 : UTF_8));
    }

    // When
    var counts = run("answers.jsonl", bytes.toByteArray());

    // Then
    assertThat(counts.read()).isEqualTo(4);
    assertThat(ids()).containsExactly("a", "d");
    assertThat(refusals).extracting(RefusedRecord::line).containsExactly(2L, 3L);
    assertThat(refusals.get(0).problems().get(0).detail()).contains("no valid Unicode");
    assertThat(refusals.get(1).problems().get(0).detail()).contains("more than 1048576 bytes");
  }

  @Test
  void csv_takesQuotesLineBreaksAndTypes() throws IOException {
    // Given
    var csv =
        """
        id,candidate_ref,questionId,level,attempt_no,durationMs,company,text
        a,c1,%1$s,senior,2,61000,AWS,"He said ""ship it"", so I did.
        Then, on Monday, I measured."
        b,c2,%1$s,,,,,plain text; with a semicolon

        c,c3,%1$s,junior,1.0,,"Bloom, Inc.","Ünïcode 🚀"
        """
            .formatted(Answers.QUESTION);

    // When
    var counts = run("answers.csv", ("\uFEFF" + csv).getBytes(UTF_8));

    // Then
    assertThat(refusals).isEmpty();
    assertThat(counts.accepted()).isEqualTo(3);
    assertThat(counts.warned()).isOne();
    var first = topic.answers().get(0);
    assertThat(first.getText())
        .isEqualTo("He said \"ship it\", so I did.\nThen, on Monday, I measured.");
    assertThat(first.getLevel()).isEqualTo(Level.SENIOR);
    assertThat(first.getAttemptNo()).isEqualTo(2);
    assertThat(first.getDurationMs()).isEqualTo(61_000L);
    assertThat(first.getCompany()).isEqualTo("amazon");
    assertThat(topic.answers().get(1).getLevel()).isEqualTo(Level.UNSPECIFIED);
    assertThat(topic.answers().get(1).getCompany()).isNull();
    assertThat(topic.answers().get(2).getText()).isEqualTo("Ünïcode 🚀");
  }

  @Test
  void csv_keepsWindowsLineBreaksInsideQuotes() throws IOException {
    // When
    run("a.csv", "candidateRef;text\r\nc1;\"one\r\ntwo\"\r\nc2;three\r\n".getBytes(UTF_8));

    // Then
    assertThat(topic.answers())
        .extracting(AnswerSubmitted::getText)
        .containsExactly("one\r\ntwo", "three");
  }

  @Test
  void csv_brokenRecordCostsOnlyItself() throws IOException {
    // Given
    var csv =
        """
        id,candidateRef,attemptNo,text
        a,c1,1,fine
        b,c2,two,attempt in words
        c,c3,1
        d,c4,1,too,many
        e,c5,1,"never closed
        f,c6,1,"fine again"
        g,c7,1,"quote "in" the middle"
        h,c8,1,
        i,c9,1,"fine
        over two lines"
        j,c10,1,cut\rby a carriage return
        k,c11,1,"open at the end
        """;

    // When
    var counts = run("answers.csv", csv.getBytes(UTF_8));

    // Then
    assertThat(ids()).containsExactly("a", "f", "i");
    assertThat(refusals)
        .extracting(RefusedRecord::line)
        .containsExactly(3L, 4L, 5L, 6L, 8L, 9L, 12L, 13L);
    assertThat(refusals)
        .extracting(refusal -> refusal.problems().get(0).detail())
        .containsExactly(
            "is text (expected: a whole number)",
            "has 3 fields (expected: 4, as the header)",
            "has 5 fields (expected: 4, as the header)",
            "has a quote in a wrong place (expected: doubled inside quotes)",
            "has a quote in a wrong place (expected: doubled inside quotes)",
            "is missing",
            "has a quote in a wrong place (expected: doubled inside quotes)",
            "has a quoted field that is not closed");
    assertThat(counts.read()).isEqualTo(11);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "candidateRef,txt        | column 'txt' is not a field of an answer; did you mean 'text'?",
        "candidateRef,txt        | column 'text' is missing",
        "candidate,answer        | column 'candidateRef' is missing",
        "text,candidateRef,text  | column 'text' is there more than once",
        "candidateRef,candidate_ref,text | column 'candidateRef' is there more than once",
        "hello                   | column 'hello' is not a field",
        "~                       | the first line is not a CSV header",
      })
  void csvWithAWrongHeader_isRefusedAsAWhole(String header, String message) {
    assertThatThrownBy(() -> run("a.csv", (header.replace('~', '"') + "\nx,y\n").getBytes(UTF_8)))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageStartingWith("a.csv: ")
        .hasMessageContaining(message);
  }

  @Test
  void fileThatIsNeither_saysWhatToDo() {
    assertThatThrownBy(() -> run("a.csv", "candidateRef,text\n".getBytes(UTF_16)))
        .hasMessageContaining("UTF-16");
    assertThatThrownBy(() -> run("a.jsonl", new byte[] {31, -117, 8, 0}))
        .hasMessageContaining("a.jsonl: its gzip is damaged or ends too early");
    assertThatThrownBy(() -> run("a.csv", new byte[0])).hasMessageContaining("is empty");
  }

  @ParameterizedTest
  @CsvSource({
    "answers.jsonl, JSON_LINES",
    "answers.NDJSON, JSON_LINES",
    "answers.json, JSON_LINES",
    "-, JSON_LINES"
  })
  void jsonFormat_isToldByNameOrContent(String name, AnswerFile.Format format) throws IOException {
    try (var file = open(name, answer("a").json().getBytes(UTF_8))) {
      assertThat(file.format()).isEqualTo(format);
    }
  }

  @ParameterizedTest
  @CsvSource({"answers.csv", "answers.txt", "-"})
  void csvFormat_isToldByNameOrContent(String name) throws IOException {
    try (var file = open(name, "candidateRef\ttext\na\tb".getBytes(UTF_8))) {
      assertThat(file.format()).isEqualTo(AnswerFile.Format.CSV);
    }
  }

  @Test
  void emptyJsonLines_isNothing() throws IOException {
    assertThat(run("a.jsonl", new byte[0])).isEqualTo(new Counts(0, 0, 0, 0, 0, 0));
  }

  @Test
  void fileOnDisk_isImportedWithProgress(@TempDir Path folder) throws IOException {
    // Given
    var file = folder.resolve("answers.jsonl");
    Files.writeString(
        file,
        IntStream.range(0, 1200)
            .mapToObj(i -> answer("e-" + i).json())
            .collect(Collectors.joining("\n")));

    // When
    Counts counts;
    long bytesRead;
    try (var answers = AnswerFile.open(file)) {
      counts = run(answers, Duration.ZERO);
      bytesRead = answers.bytesRead();
    }

    // Then
    assertThat(counts.accepted()).isEqualTo(1200);
    assertThat(progress).extracting(Counts::read).containsExactly(500L, 1000L, 1200L);
    assertThat(bytesRead).isEqualTo(Files.size(file));
  }

  @Test
  void sameFileTwice_isAllDuplicates() throws IOException {
    // Given
    var intake = new AnswerIntake(topic.publisher(), 100);
    var lines = (answer("a").json() + "\n" + answer("b").json()).getBytes(UTF_8);

    // When
    var counts = new ArrayList<Counts>();
    for (int i = 0; i < 2; i++) {
      try (var file = open("a.jsonl", lines)) {
        counts.add(
            new AnswerImport(Answers.parser(), intake, Duration.ZERO)
                .run(file, refusals::add, progress::add));
      }
    }

    // Then
    assertThat(counts).extracting(Counts::accepted).containsExactly(2L, 0L);
    assertThat(counts).extracting(Counts::duplicates).containsExactly(0L, 2L);
    assertThat(topic.answers()).hasSize(2);
  }

  @Test
  void shortOutage_isWaitedFor() throws Exception {
    // Given
    topic.goDownAfter(1);
    var lines = List.of("a", "b", "c").stream().map(id -> answer(id).json()).toList();
    var importing =
        CompletableFuture.supplyAsync(
            () -> {
              try (var file = open("a.jsonl", String.join("\n", lines).getBytes(UTF_8))) {
                return run(file, Duration.ofSeconds(30));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    // When
    Thread.sleep(400);
    topic.comeBack();

    // Then
    assertThat(importing.get(10, TimeUnit.SECONDS).accepted()).isEqualTo(3);
    assertThat(ids()).containsExactly("a", "b", "c");
  }

  @Test
  void longOutage_stopsAtTheFirstAnswerThatIsNotStored() {
    // Given
    topic.goDownAfter(1);
    var lines = answer("a").json() + "\n\n" + answer("b").json() + "\n" + answer("c").json();

    // When
    assertThatThrownBy(() -> run("a.jsonl", lines.getBytes(UTF_8)))
        // Then
        .isInstanceOfSatisfying(
            StoppedException.class,
            stopped -> {
              assertThat(stopped.line()).isEqualTo(3);
              assertThat(stopped.counts().accepted()).isOne();
            });
  }

  private Counts run(String name, byte[] content) throws IOException {
    try (var file = open(name, content)) {
      return run(file, Duration.ZERO);
    }
  }

  private Counts run(AnswerFile file, Duration patience) throws IOException {
    var intake = new AnswerIntake(topic.publisher(), 100);
    return new AnswerImport(Answers.parser(), intake, patience)
        .run(file, refusals::add, progress::add);
  }

  private static AnswerFile open(String name, byte[] content) throws IOException {
    return AnswerFile.of(new ByteArrayInputStream(content), name);
  }

  private List<String> ids() {
    return topic.answers().stream().map(AnswerSubmitted::getEventId).toList();
  }
}
