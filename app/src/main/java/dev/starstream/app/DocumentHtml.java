package dev.starstream.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Parts of an OpenAPI document as HTML. */
final class DocumentHtml {

  private static final ObjectWriter INDENTED = new ObjectMapper().writerWithDefaultPrettyPrinter();
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern STRONG = Pattern.compile("\\*\\*([^*]+)\\*\\*");
  private static final String SCHEMAS = "#/components/schemas/";

  /** What a schema allows, in a few words, with links to the schemas of the document. */
  static String type(JsonNode schema) {
    if (schema.has("$ref")) {
      var name = schema.path("$ref").asText().substring(SCHEMAS.length());
      return "<a href=\"#schema-" + text(name) + "\">" + text(name) + "</a>";
    }
    for (var several : List.of("oneOf", "anyOf", "allOf")) {
      if (schema.has(several) && schema.at("/" + several + "/0/const").isMissingNode()) {
        var parts = new ArrayList<String>();
        schema.path(several).forEach(part -> parts.add(type(part)));
        return String.join(several.equals("allOf") ? " and " : " or ", parts);
      }
    }
    if (schema.has("const")) {
      return code(schema.path("const").asText());
    }
    if (schema.has("enum")) {
      var words = new ArrayList<String>();
      schema.path("enum").forEach(word -> words.add(code(word.asText())));
      return String.join(" ", words);
    }
    if (schema.path("type").asText().equals("array") && schema.has("items")) {
      return "array of " + type(schema.path("items"));
    }
    var words = new ArrayList<String>();
    if (schema.path("type").isArray()) {
      schema.path("type").forEach(word -> words.add(word.asText()));
    } else {
      words.add(schema.path("type").asText("any"));
    }
    var format = schema.path("format").asText();
    return text(
        String.join(" or ", words) + (format.isEmpty() ? "" : ", " + format) + range(schema));
  }

  private static String range(JsonNode schema) {
    for (var kind : List.of("Length", "imum", "Items")) {
      var least = schema.path("min" + kind);
      var most = schema.path("max" + kind);
      var unit = kind.equals("Length") ? " characters" : kind.equals("Items") ? " items" : "";
      if (!most.isMissingNode()) {
        return ", "
            + (least.isMissingNode() ? "at most " : least.asText() + " to ")
            + most.asText()
            + unit;
      }
    }
    return "";
  }

  /** Constants that each have a meaning; nothing if there are none. */
  static String words(JsonNode alternatives) {
    var list = new StringBuilder();
    for (var word : alternatives) {
      if (word.has("const")) {
        list.append("<br>").append(code(word.path("const").asText())).append(' ');
        list.append(inline(word.path("description").asText()));
      }
    }
    return list.toString();
  }

  /** The two marks that our descriptions use: code and strong. */
  static String inline(String text) {
    var marked = CODE.matcher(text(text)).replaceAll("<code>$1</code>");
    return STRONG.matcher(marked).replaceAll("<strong>$1</strong>");
  }

  /** Text in the face of code. */
  static String code(String text) {
    return "<code>" + text(text) + "</code>";
  }

  /** Text, escaped. */
  static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A tree as indented JSON, not escaped. */
  static String json(JsonNode value) {
    try {
      return INDENTED.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  private DocumentHtml() {}
}
