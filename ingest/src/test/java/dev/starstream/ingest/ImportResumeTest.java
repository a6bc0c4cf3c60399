package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.ingest.AnswerFile.Format;
import dev.starstream.ingest.AnswerFile.Reading;
import dev.starstream.ingest.AnswerImport.Counts;
import dev.starstream.ingest.AnswerImport.RefusedRecord;
import dev.starstream.ingest.ImportCheckpoint.FileIdentity;
import dev.starstream.ingest.ImportCheckpoint.MismatchException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of all kinds, stopped in the middle and gone on with. */
class ImportResumeTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int RECORDS = 1200;

  /**
   * As files come: each holds the same records, one of which is broken and none of which has an id.
   */
  enum Kind {
    JSON_LINES("answers.jsonl"),
    JSON_LINES_GZIP("answers.jsonl.gz"),
    JSON_ARRAY("answers.json"),
    CSV("answers.csv"),
    STATEMENTS("statements.json"),
    STATEMENT_LINES("statements.jsonl"),
    CLOUD_EVENTS("events.ndjson");

    private final String name;

    Kind(String name) {
      this.name = name;
    }

    private byte[] content() throws IOException {
      return switch (this) {
        case JSON_LINES -> lines(ImportResumeTest::plain, "\n").getBytes(UTF_8);
        case JSON_LINES_GZIP -> gzip(lines(ImportResumeTest::plain, "\r\n").getBytes(UTF_8));
        case JSON_ARRAY ->
            ("\uFEFF[\n" + lines(ImportResumeTest::plain, ",\n") + "\n]").getBytes(UTF_8);
        case CSV ->
            ("candidateRef,level,text\n" + lines(ImportResumeTest::csv, "\n")).getBytes(UTF_8);
        case STATEMENTS ->
            ("{\"more\":\"/next?page=2\",\"statements\":["
                    + lines(ImportResumeTest::statement, ",\n  ")
                    + "]}")
                .getBytes(UTF_8);
        case STATEMENT_LINES -> lines(ImportResumeTest::statement, "\n").getBytes(UTF_8);
        case CLOUD_EVENTS -> lines(ImportResumeTest::event, "\n").getBytes(UTF_8);
      };
    }
  }

  private final InMemoryTopic topic = new InMemoryTopic();
  private final List<RefusedRecord> refusals = new ArrayList<>();
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void stoppedAnywhereAndResumed_losesAndDoublesNothing(Kind kind) throws IOException {
    // Given
    var file = Files.write(folder.resolve(kind.name), kind.content());
    var checkpoint = folder.resolve("checkpoint");

    // When: killed at the first bunch, at the second behind its checkpoint, and let through then
    var counts = Counts.NONE;
    counts = counts.plus(run(file, checkpoint, ImportMark.START, 1, true));
    counts = counts.plus(run(file, checkpoint, mark(checkpoint), 1, false));
    counts = counts.plus(run(file, checkpoint, mark(checkpoint), 99, true));

    // Then
    assertThat(texts()).containsExactlyInAnyOrderElementsOf(expectedTexts());
    assertThat(counts.refused()).isOne();
    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0).text().orElseThrow()).contains("boss");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void importedTwice_hasTheSameIds(Kind kind) throws IOException {
    // Given
    var file = Files.write(folder.resolve(kind.name), kind.content());

    // When
    run(file, folder.resolve("c"), ImportMark.START, 99, true);
    var once = topic.answers().stream().map(AnswerSubmitted::getEventId).toList();
    topic.clear();
    var moved = Files.move(file, folder.resolve("moved-" + kind.name));
    run(moved, folder.resolve("c"), ImportMark.START, 99, true);

    // Then
    assertThat(once).doesNotHaveDuplicates().hasSize(RECORDS - 1);
    assertThat(topic.answers()).extracting(AnswerSubmitted::getEventId).isEqualTo(once);
  }

  @Test
  void equalRecords_areTwoAnswers_andStayTheSameWhenTheFileGrows() throws IOException {
    // Given
    var file = folder.resolve("a.jsonl");
    Files.writeString(file, plain(1) + "\n" + plain(1));

    // When
    run(file, folder.resolve("c"), ImportMark.START, 99, true);
    Files.writeString(file, plain(1) + "\n" + plain(1) + "\n" + plain(2) + "\n");
    run(file, folder.resolve("c"), ImportMark.START, 99, true);

    // Then
    var ids = topic.answers().stream().map(AnswerSubmitted::getEventId).toList();
    assertThat(ids).hasSize(5);
    assertThat(ids.subList(2, 4)).isEqualTo(ids.subList(0, 2)).doesNotHaveDuplicates();
  }

  @Test
  void formats_areToldByContent() throws IOException {
    assertThat(format("a.json", "[" + statement(1) + "]")).isEqualTo(Format.XAPI);
    assertThat(format("a.json", "{ \"statements\": [ " + statement(1) + "]}"))
        .isEqualTo(Format.XAPI);
    assertThat(format("a.txt", statement(1))).isEqualTo(Format.XAPI);
    assertThat(format("a.txt", event(1))).isEqualTo(Format.CLOUD_EVENTS);
    assertThat(format("a.txt", "[" + plain(1) + "]")).isEqualTo(Format.JSON_LINES);
    assertThat(format("a.csv.gz", "candidateRef,text\n")).isEqualTo(Format.CSV);
  }

  @Test
  void exportThatIsOnePage_saysSo() throws IOException {
    try (var file = open("s.json", new String(Kind.STATEMENTS.content(), UTF_8), Reading.AUTO)) {
      run(file);
      assertThat(file.hasMore()).isTrue();
    }
    try (var file = open("s.json", "{\"statements\":[],\"more\":\"\"}", Reading.AUTO)) {
      run(file);
      assertThat(file.hasMore()).isFalse();
    }
  }

  @Test
  void objectOverSeveralLines_isRead() throws IOException {
    var pretty = "{\n  \"candidateRef\": \"c\",\n  \"text\": \"one\"\n}\n";
    try (var file = open("a.json", pretty + pretty, Reading.AUTO)) {
      assertThat(run(file).accepted()).isEqualTo(2);
    }
  }

  @Test
  void arrayThatBreaksOff_isImportedUpToThereAndSaysWhere() throws IOException {
    try (var file = open("a.json", "[" + plain(1) + ",\n" + plain(2) + ",\n{\"te", Reading.AUTO)) {
      assertThatThrownBy(() -> run(file))
          .isInstanceOf(UnreadableFileException.class)
          .hasMessageStartingWith("a.json: line 3, column ")
          .hasMessageContaining("the file ends before its JSON is complete; the 2 records before");
    }
  }

  @Test
  void hugeRecordInAnArray_costsOnlyItself() throws IOException {
    var huge = "{\"text\":\"" + "x".repeat(2_000_000) + "\"}";
    try (var file = open("a.json", "[" + huge + "," + plain(2) + "]", Reading.AUTO)) {
      var counts = run(file);
      assertThat(counts.accepted()).isOne();
      assertThat(refusals.get(0).problems().get(0).detail()).contains("more than 1048576");
      assertThat(refusals.get(0).text()).isEmpty();
    }
  }

  @Test
  void truncatedGzip_isToldAsSuch() throws IOException {
    var whole = Kind.JSON_LINES_GZIP.content();
    var file = folder.resolve("cut.gz");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> run(file, folder.resolve("c"), ImportMark.START, 99, true))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageContaining("cut.gz: its gzip is damaged or ends too early");
  }

  @Test
  void foreignColumns_areMappedOrLeftOut() throws IOException {
    // Given
    var csv = "person;answer;grade\nc1;I measured it.;A\n";
    var columns = Map.of("person", "candidateRef", "answer", "text", "grade", "-");

    // When
    try (var file = open("a.csv", csv, new Reading(Optional.empty(), columns))) {
      run(file);
    }

    // Then
    assertThat(topic.answers())
        .singleElement()
        .satisfies(one -> assertThat(one.getCandidateRef()).isEqualTo("c1"));
  }

  @Test
  void mappingThatFitsNothing_isNamed() {
    assertThatThrownBy(() -> new Reading(Optional.empty(), Map.of("person", "candidatRef")))
        .hasMessageContaining("person=candidatRef: no such field")
        .hasMessageContaining("did you mean 'candidateRef'?");
    var columns = Map.of("persn", "candidateRef");
    assertThatThrownBy(
            () -> open("a.csv", "person,grade,text\n", new Reading(Optional.empty(), columns)))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageContaining("'persn' is to be mapped and is not there; did you mean 'person'?")
        .hasMessageContaining("column 'grade' is not a field of an answer");
  }

  @Test
  void changedFile_isNotGoneOnWith() throws IOException {
    // Given
    var file = Files.writeString(folder.resolve("a.jsonl"), plain(1));
    var then = FileIdentity.of(file);
    var checkpoint = ImportCheckpoint.start("dev", List.of(then));

    // When, Then
    checkpoint.demandSame("dev", List.of(FileIdentity.of(file)));
    assertThatThrownBy(() -> checkpoint.demandSame("acme", List.of(then)))
        .isInstanceOf(MismatchException.class)
        .hasMessageContaining("begun for tenant dev");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThatThrownBy(() -> checkpoint.demandSame("dev", List.of(FileIdentity.of(file))))
        .isInstanceOf(MismatchException.class)
        .hasMessageContaining("a.jsonl: has changed since");
    Files.writeString(file, "x");
    assertThatThrownBy(() -> ImportCheckpoint.read(file)).hasMessageContaining("no checkpoint");
  }

  @Test
  void rejects_holdTheRecordAsItCame_andGoOnWhereTheCheckpointIs() throws IOException {
    // Given
    var path = folder.resolve("rejects.ndjson");
    var broken = "{\"candidateRef\":\"c\",\"level\":\"boss\",\"text\":\"said \\\"no\\\"\"}";
    long kept;
    try (var file = open("a.jsonl", broken + "\n\uDC80", Reading.AUTO);
        var rejects = ImportRejects.open(path, 0)) {
      new AnswerImport(Answers.parser(), AnswerIntake.dry(0), Duration.ZERO)
          .run(file, refused -> rejects.add("a.jsonl", refused), counts -> {});
      kept = rejects.bytes();
    }
    Files.writeString(path, Files.readString(path) + "{\"line\":99}\n");

    // When
    ImportRejects.open(path, kept).close();

    // Then
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(path)) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines).hasSize(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(lines.get(0).get("file").asText()).isEqualTo("a.jsonl");
    assertThat(lines.get(0).get("line").asInt()).isOne();
    assertThat(lines.get(0).at("/problems/0/pointer").asText()).isEqualTo("/level");
    assertThat(lines.get(0).get("record").asText()).isEqualTo(broken);
    assertThat(topic.answers()).isEmpty();
  }

  /**
   * Imports from a place on and dies after some bunches.
   *
   * @param saves whether the checkpoint of the last bunch is still written
   */
  private Counts run(Path path, Path checkpoint, ImportMark from, int bunches, boolean saves)
      throws IOException {
    var identity = new FileIdentity(path.toString(), 0, 0, "");
    var done = new ArrayList<Counts>();
    try (var file = AnswerFile.open(path)) {
      file.skipTo(from);
      var seen = new ArrayList<RefusedRecord>();
      try {
        importing()
            .run(
                file,
                seen::add,
                counts -> {
                  done.add(counts);
                  if (done.size() < bunches || saves) {
                    refusals.addAll(seen);
                    seen.clear();
                    write(checkpoint, identity, file.mark(), counts);
                  }
                  if (done.size() == bunches) {
                    throw new Killed();
                  }
                });
      } catch (Killed e) {
        return saves ? done.get(done.size() - 1) : Counts.NONE;
      }
    }
    return done.isEmpty() ? Counts.NONE : done.get(done.size() - 1);
  }

  private static void write(Path path, FileIdentity identity, ImportMark mark, Counts counts) {
    try {
      ImportCheckpoint.start("dev", List.of(identity)).at(0, mark, false, counts, 0).write(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ImportMark mark(Path checkpoint) throws IOException {
    return ImportCheckpoint.read(checkpoint).files().get(0).mark();
  }

  private Counts run(AnswerFile file) throws IOException {
    return importing().run(file, refusals::add, counts -> {});
  }

  private AnswerImport importing() {
    return new AnswerImport(
        Answers.parser(), new AnswerIntake(topic.publisher(), 0), Duration.ZERO);
  }

  private static Format format(String name, String content) throws IOException {
    try (var file = open(name, content, Reading.AUTO)) {
      return file.format();
    }
  }

  private static AnswerFile open(String name, String content, Reading reading) throws IOException {
    return AnswerFile.of(new ByteArrayInputStream(content.getBytes(UTF_8)), name, reading);
  }

  /** Of the topic, where an id counts once, as in the stream. */
  private List<String> texts() {
    return topic.answers().stream()
        .collect(
            Collectors.toMap(AnswerSubmitted::getEventId, AnswerSubmitted::getText, (a, b) -> a))
        .values()
        .stream()
        .toList();
  }

  private static List<String> expectedTexts() {
    return IntStream.range(0, RECORDS)
        .filter(i -> i != RECORDS / 2)
        .mapToObj(ImportResumeTest::text)
        .toList();
  }

  private static String lines(IntFunction<String> line, String separator) {
    return IntStream.range(0, RECORDS).mapToObj(line).collect(Collectors.joining(separator));
  }

  /** Every third is like the one before, so that only its place tells it apart. */
  private static String text(int i) {
    return "I measured step " + (i % 3 == 2 ? i - 1 : i) + ".";
  }

  private static String level(int i) {
    return i == RECORDS / 2 ? "boss" : "mid";
  }

  private static String plain(int i) {
    return answer("x").without("id").with("text", text(i)).with("level", level(i)).json();
  }

  private static String csv(int i) {
    return "c1," + level(i) + ",\"" + text(i) + "\"";
  }

  private static String statement(int i) {
    return """
    {"actor":{"account":{"homePage":"https://lms.example","name":"c1"}},\
    "verb":{"id":"http://adlnet.gov/expapi/verbs/answered"},\
    "object":{"id":"https://lms.example/q/1"},"result":{"response":"%s"},\
    "context":{"extensions":{"https://starstream.dev/xapi/level":"%s"}}}"""
        .formatted(text(i), level(i));
  }

  private static String event(int i) {
    return """
    {"specversion":"1.0","type":"dev.starstream.answer.submitted.v1","source":"s","id":"%d",\
    "data":{"candidateRef":"c1","level":"%s","text":"%s"}}"""
        .formatted(i, level(i), text(i));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** As by kill -9. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
