package dev.starstream.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.starstream.aggregates.RejectedAnswer;
import java.io.IOException;
import java.io.Writer;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rejects as a person or a program reads them.
 *
 * @param newest newest first
 * @param counts of all that were asked for, by reason
 */
record RejectedListing(List<RejectedAnswer> newest, Map<String, Long> counts) {

  private static final List<String> HEADER =
      List.of(
          "rejected at", "reason", "stage", "tenant", "event", "origin", "bytes", "scored since");

  private static final List<String> FIELDS =
      List.of(
          "reject_id",
          "rejected_at",
          "stage",
          "reason",
          "tenant_id",
          "event_id",
          "topic",
          "partition",
          "offset",
          "recorded_at",
          "detail",
          "bytes",
          "scored_since");

  private static final int LONGEST_CELL = 40;

  /** Two lines a reject, the second with its id and what is wrong; then the counts. */
  String table(int width) {
    if (newest.isEmpty()) {
      return "No rejects match.\n";
    }
    var lines = new ArrayList<List<String>>();
    lines.add(HEADER);
    newest.forEach(rejected -> lines.add(cells(rejected)));
    var widths = widths(lines);
    var out = new StringBuilder(line(HEADER, widths));
    out.append("-".repeat(Math.min(width, out.length() - 1))).append('\n');
    for (var i = 0; i < newest.size(); i++) {
      out.append(line(lines.get(i + 1), widths));
      var detail = newest.get(i).detail().replaceAll("\\s+", " ");
      out.append(cut("  " + newest.get(i).rejectId() + "  " + detail, width)).append('\n');
    }
    return out.append('\n').append(summary()).append('\n').toString();
  }

  private List<String> cells(RejectedAnswer rejected) {
    return List.of(
        rejected.rejectedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
        rejected.reason(),
        rejected.stage(),
        dash(rejected.tenantId()),
        cut(dash(rejected.eventId()), LONGEST_CELL),
        origin(rejected),
        rejected.bytes().isPresent()
            ? String.format(Locale.ROOT, "%,d", rejected.bytes().getAsLong())
            : "gone",
        rejected.scoredSince() ? "yes" : "no");
  }

  private static List<Integer> widths(List<List<String>> lines) {
    var widths = new ArrayList<Integer>();
    for (var column = 0; column < HEADER.size(); column++) {
      var of = column;
      widths.add(lines.stream().mapToInt(line -> line.get(of).length()).max().orElse(0));
    }
    return widths;
  }

  private static String line(List<String> cells, List<Integer> widths) {
    var line = new StringBuilder();
    for (var column = 0; column < cells.size(); column++) {
      var cell = cells.get(column);
      var padding = " ".repeat(widths.get(column) - cell.length());
      line.append(HEADER.get(column).equals("bytes") ? padding + cell : cell + padding);
      line.append("  ");
    }
    return line.toString().stripTrailing() + "\n";
  }

  private String summary() {
    var total = counts.values().stream().mapToLong(count -> count).sum();
    var byReason =
        counts.entrySet().stream()
            .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey()))
            .collect(Collectors.joining(", "));
    return total > newest.size()
        ? String.format(Locale.ROOT, "the newest %,d of %,d: %s", newest.size(), total, byReason)
        : String.format(Locale.ROOT, "%,d: %s", total, byReason);
  }

  JsonNode json() {
    var nodes = JsonNodeFactory.instance;
    var rejected = nodes.arrayNode();
    for (var one : newest) {
      var node =
          rejected
              .addObject()
              .put("rejectId", one.rejectId().toString())
              .put("rejectedAt", one.rejectedAt().toString())
              .put("stage", one.stage())
              .put("reason", one.reason())
              .put("tenantId", one.tenantId())
              .put("eventId", one.eventId())
              .put("topic", one.origin().topic())
              .put("partition", one.origin().partition())
              .put("offset", one.origin().offset())
              .put("recordedAt", one.origin().recordedAt().toString())
              .put("detail", one.detail());
      if (one.bytes().isPresent()) {
        node.put("bytes", one.bytes().getAsLong());
      } else {
        node.putNull("bytes");
      }
      node.put("scoredSince", one.scoredSince());
    }
    var byReason = nodes.objectNode();
    counts.forEach(byReason::put);
    return nodes
        .objectNode()
        .<com.fasterxml.jackson.databind.node.ObjectNode>set("rejected", rejected)
        .set("counts", byReason);
  }

  void writeCsv(Writer out) throws IOException {
    // Closing the CSV writer would close the caller's.
    @SuppressWarnings("resource")
    var csv = CsvWriter.builder().build(out);
    csv.writeRecord(FIELDS);
    for (var one : newest) {
      csv.writeRecord(
          List.of(
              one.rejectId().toString(),
              one.rejectedAt().toString(),
              one.stage(),
              one.reason(),
              one.tenantId(),
              one.eventId(),
              one.origin().topic(),
              Integer.toString(one.origin().partition()),
              Long.toString(one.origin().offset()),
              one.origin().recordedAt().toString(),
              one.detail(),
              one.bytes().isPresent() ? Long.toString(one.bytes().getAsLong()) : "",
              Boolean.toString(one.scoredSince())));
    }
    csv.flush();
  }

  static String origin(RejectedAnswer rejected) {
    var origin = rejected.origin();
    return origin.topic() + "-" + origin.partition() + "@" + origin.offset();
  }

  private static String dash(String value) {
    return value.isEmpty() ? "-" : value;
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }
}
