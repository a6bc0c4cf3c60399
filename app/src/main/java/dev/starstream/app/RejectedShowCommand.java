package dev.starstream.app;

import com.clickhouse.client.api.ClientException;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.RejectedAnswers;
import dev.starstream.aggregates.RejectedRecord;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Shows one reject whole: what is wrong, where it came from, and its record, decoded if it"
            + " can be. What a candidate wrote is left out unless --text asks for it.",
    footer = {
      "%nExamples:",
      "  starstream rejected show 6f0b6a0c-6f3c-5f5b-8d4b-0a4b9a3a8b57",
      "  starstream rejected show 6f0b6a0c-6f3c-5f5b-8d4b-0a4b9a3a8b57 --raw record.bin"
    })
final class RejectedShowCommand implements Callable<Integer> {

  private static final int LABEL_WIDTH = 22;
  private static final int BYTES_A_LINE = 16;
  private static final int BYTES_SHOWN = 64;

  @ParentCommand private RejectedCommand rejected;

  @Parameters(paramLabel = "ID", description = "Reject id, as the list has it.")
  private UUID id;

  @Option(names = "--text", description = "Show what the candidate wrote.")
  private boolean text;

  @Option(
      names = "--raw",
      paramLabel = "FILE",
      description = "Write the record's value to a file, byte for byte.")
  private Path raw;

  @Override
  public Integer call() throws IOException {
    var settings = rejected.settings();
    Optional<RejectedRecord> found;
    try (var client = ClickHouse.openClient(settings.clickHouse())) {
      found = new RejectedAnswers(client).find(id);
    } catch (ClientException e) {
      throw new DependencyException("ClickHouse", settings.clickHouse().url().toString(), e);
    }
    if (found.isEmpty()) {
      System.err.println("starstream: " + id + ": no such reject (expected: an id of the list)");
      return Starstream.WRONG_CALL;
    }
    var reject = found.get();
    if (raw != null && reject.payload().isEmpty()) {
      System.err.println("starstream: " + id + ": its bytes are gone");
      return Starstream.WRONG_CALL;
    }
    var out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), false);
    print(reject, out);
    if (raw != null) {
      Files.write(raw, reject.payload().orElseThrow());
      out.println();
      out.println(reject.payload().get().length + " bytes written to " + raw);
    } else if (reject.payload().isPresent()) {
      out.println();
      printPayload(reject, AvroSerdes.of(settings.registry()), out);
    }
    out.flush();
    return 0;
  }

  private static void print(RejectedRecord reject, PrintWriter out) {
    var origin = reject.origin();
    field(out, "reject id", reject.rejectId());
    field(out, "rejected at", reject.rejectedAt());
    field(out, "stage", reject.stage());
    field(out, "reason", reject.reason());
    if (reject.problems().isEmpty()) {
      field(out, "detail", reject.detail());
    }
    for (var problem : reject.problems()) {
      field(out, "problem", problem.getField() + " " + problem.getDetail());
    }
    field(out, "tenant", reject.tenantId());
    field(out, "event", reject.eventId());
    field(out, "origin", origin.topic() + "-" + origin.partition() + "@" + origin.offset());
    field(out, "recorded at", origin.recordedAt());
    field(out, "key", reject.key().map(RejectedShowCommand::readable).orElse(""));
    for (var header : reject.headers()) {
      var value = header.value() == null ? "(null)" : readable(header.value());
      field(out, "header", header.key() + ": " + value);
    }
    field(out, "bytes", reject.payload().map(bytes -> bytes.length + "").orElse("gone"));
  }

  private void printPayload(RejectedRecord reject, AvroSerdes serdes, PrintWriter out) {
    var bytes = reject.payload().orElseThrow();
    var topic = reject.origin().topic();
    try {
      if (topic.equals(Topics.ANSWERS_SUBMITTED.name())) {
        print(serdes.answerSubmitted().deserializer().deserialize(topic, bytes), out);
        return;
      }
      if (topic.equals(Topics.ANSWERS_SCORED.name())
          || topic.equals(Topics.ANSWERS_RESCORED.name())) {
        var scored = serdes.answerScored().deserializer().deserialize(topic, bytes);
        print(scored.getAnswer(), out);
        out.println();
        print(scored, out);
        return;
      }
    } catch (SerializationException | ClassCastException e) {
      field(
          out,
          "decoded",
          AvroSerdes.isOutage(e) ? "no: the schema registry does not answer" : "no");
    }
    printHex(bytes, out);
  }

  /** Its plain fields; of a list only how long it is, of a critique, which quotes, nothing. */
  private void print(SpecificRecord value, PrintWriter out) {
    for (var schemaField : value.getSchema().getFields()) {
      var content = value.get(schemaField.pos());
      if (content instanceof List<?> list) {
        field(out, schemaField.name(), list.size() + " items");
      } else if (schemaField.name().equals("text") && !text) {
        field(out, "text", content.toString().length() + " characters (--text shows them)");
      } else if (content != null && !(content instanceof SpecificRecord)) {
        field(out, schemaField.name(), content);
      }
    }
  }

  /** Bytes that are no Avro may be text: their characters are left out as a text is. */
  private void printHex(byte[] bytes, PrintWriter out) {
    if (bytes.length >= 5 && bytes[0] == 0) {
      field(out, "schema id", ByteBuffer.wrap(bytes, 1, 4).getInt());
    }
    var shown = text ? bytes.length : Math.min(BYTES_SHOWN, bytes.length);
    for (var from = 0; from < shown; from += BYTES_A_LINE) {
      var line = Arrays.copyOfRange(bytes, from, Math.min(from + BYTES_A_LINE, shown));
      var hex = HexFormat.ofDelimiter(" ").formatHex(line);
      out.println(
          text
              ? "%08x  %-48s %s".formatted(from, hex, characters(line))
              : "%08x  %s".formatted(from, hex));
    }
    if (shown < bytes.length) {
      out.println("and " + (bytes.length - shown) + " more (--raw FILE writes all)");
    }
  }

  private static String characters(byte[] bytes) {
    var characters = new StringBuilder();
    for (var one : bytes) {
      characters.append(one >= 0x20 && one < 0x7f ? (char) one : '.');
    }
    return characters.toString();
  }

  /** As text where it is printable, else in hexadecimal. */
  private static String readable(byte[] bytes) {
    var decoded = new String(bytes, StandardCharsets.UTF_8);
    return decoded.chars().noneMatch(c -> c == 0xFFFD || Character.isISOControl(c))
        ? decoded
        : "0x" + HexFormat.of().formatHex(bytes);
  }

  private static void field(PrintWriter out, String label, Object value) {
    var shown = String.valueOf(value);
    if (!shown.isEmpty()) {
      out.println(label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length())) + shown);
    }
  }
}
