package dev.starstream.aggregates;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * Writes an answer as one JSON object (the question, the answer in one sentence, the columns with
 * their meaning, the rows) or as NDJSON (a row a line, without the rest).
 */
public final class InsightJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private InsightJson() {}

  public static ObjectNode of(InsightResult result) {
    var insight = result.insight();
    var root = JSON.createObjectNode();
    root.put("insight", insight.name()).put("title", insight.title());
    root.put("sentence", result.sentence());
    root.put("misread", insight.misread()).put("elapsedMs", result.elapsed().toMillis());
    var params = root.putObject("params");
    result.params().forEach(params::put);
    var columns = root.putArray("columns");
    for (int i = 0; i < insight.columns().size(); i++) {
      var column = insight.columns().get(i);
      columns
          .addObject()
          .put("name", column.name())
          .put("type", result.types().get(i))
          .put("unit", column.unit().name().toLowerCase(Locale.ROOT))
          .put("doc", column.doc());
    }
    var rows = root.putArray("rows");
    result.rows().forEach(row -> rows.add(object(insight, row)));
    return root;
  }

  /** The answer as text, indented, with a line end. */
  public static void write(InsightResult result, Appendable out) {
    try {
      out.append(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(of(result)));
      out.append('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows alone, each a JSON object in a line of its own. */
  public static void writeLines(InsightResult result, Appendable out) {
    try {
      for (var row : result.rows()) {
        out.append(object(result.insight(), row).toString()).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode object(Insight insight, List<Object> row) {
    var object = JSON.createObjectNode();
    for (int i = 0; i < row.size(); i++) {
      var name = insight.columns().get(i).name();
      var value = row.get(i);
      if (value instanceof Long number) {
        object.put(name, number);
      } else if (value instanceof Double number) {
        object.put(name, number);
      } else if (value instanceof List<?> list) {
        texts(list, object.putArray(name));
      } else if (value == null) {
        object.putNull(name);
      } else {
        object.put(name, value.toString());
      }
    }
    return object;
  }

  private static void texts(List<?> list, ArrayNode array) {
    list.forEach(item -> array.add(String.valueOf(item)));
  }
}
