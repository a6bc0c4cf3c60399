package dev.starstream.app;

import static dev.starstream.app.DocumentHtml.code;
import static dev.starstream.app.DocumentHtml.inline;
import static dev.starstream.app.DocumentHtml.json;
import static dev.starstream.app.DocumentHtml.text;
import static dev.starstream.app.DocumentHtml.type;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * The OpenAPI and the AsyncAPI document as one page for people: plain HTML without a script, so
 * that it needs nothing but a style sheet. It knows as much of both formats as ours use.
 */
final class DocumentPage {

  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

  /** An operation and where it stands. */
  private record Operation(String method, String path, JsonNode shared, JsonNode node) {
    String id() {
      return node.path("operationId").asText();
    }
  }

  private final JsonNode api;
  private final JsonNode topics;
  private final StringBuilder out = new StringBuilder();

  DocumentPage(JsonNode api, JsonNode topics) {
    this.api = api;
    this.topics = topics;
  }

  String html() {
    out.setLength(0);
    var title = text(api.at("/info/title").asText());
    out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(title)
        .append(": API</title><meta name=\"viewport\" content=\"width=device-width\">")
        .append("<link rel=\"stylesheet\" href=\"/docs.css\"></head><body>");
    contents();
    out.append("<main><h1>").append(title).append(": API</h1>");
    prose(api.at("/info/description").asText());
    out.append("<p>For programs: <a href=\"/openapi.yaml\">openapi.yaml</a>, ")
        .append("<a href=\"/asyncapi.yaml\">asyncapi.yaml</a>.</p>");
    for (var tag : api.path("tags")) {
      out.append("<section><h2>").append(text(tag.path("name").asText())).append("</h2>");
      prose(tag.path("description").asText());
      operations(tag.path("name").asText()).forEach(this::operation);
      out.append("</section>");
    }
    schemas();
    channels();
    return out.append("</main></body></html>\n").toString();
  }

  private void contents() {
    out.append("<nav aria-label=\"Contents\">");
    for (var tag : api.path("tags")) {
      var name = tag.path("name").asText();
      out.append("<h2>").append(text(name)).append("</h2><ul>");
      for (var operation : operations(name)) {
        item(operation.id(), operation.method() + " " + operation.path());
      }
      out.append("</ul>");
    }
    out.append("<h2>More</h2><ul>");
    item("schemas", "Schemas");
    item("topics", "Topics");
    out.append("</ul></nav>");
  }

  private void item(String id, String label) {
    out.append("<li><a href=\"#").append(text(id)).append("\">").append(text(label));
    out.append("</a></li>");
  }

  private List<Operation> operations(String tag) {
    var found = new ArrayList<Operation>();
    for (var path : api.path("paths").properties()) {
      for (var method : METHODS) {
        var node = path.getValue().path(method);
        if (tag.equals(node.at("/tags/0").asText())) {
          var shared = path.getValue().path("parameters");
          found.add(new Operation(method.toUpperCase(Locale.ROOT), path.getKey(), shared, node));
        }
      }
    }
    return found;
  }

  private void operation(Operation operation) {
    var node = operation.node();
    out.append("<article id=\"").append(text(operation.id())).append("\"><h3>");
    out.append("<span>").append(text(node.path("summary").asText())).append("</span> <code>");
    out.append(operation.method()).append(' ').append(text(operation.path()));
    out.append("</code></h3>");
    prose(node.path("description").asText());
    var parameters = new ArrayList<JsonNode>();
    operation.shared().forEach(parameters::add);
    node.path("parameters").forEach(parameters::add);
    if (!parameters.isEmpty()) {
      head("Parameter", "in", "type", "meaning");
      for (var named : parameters) {
        var parameter = resolved(named);
        row(
            name(parameter.path("name").asText(), parameter.path("required").asBoolean()),
            text(parameter.path("in").asText()),
            type(parameter.path("schema")),
            inline(parameter.path("description").asText()));
      }
      out.append("</tbody></table>");
    }
    contents("Body", node.at("/requestBody/content"));
    head("Status", "headers", "body", "meaning");
    for (var response : node.path("responses").properties()) {
      var reply = resolved(response.getValue());
      row(
          text(response.getKey()),
          String.join(", ", names(reply.path("headers"))),
          bodies(reply.path("content")),
          inline(reply.path("description").asText()));
    }
    out.append("</tbody></table>");
    for (var response : node.path("responses").properties()) {
      for (var media : resolved(response.getValue()).path("content")) {
        examples("Reply " + response.getKey(), media.path("examples"));
      }
    }
    out.append("</article>");
  }

  private void contents(String title, JsonNode content) {
    if (content.isEmpty()) {
      return;
    }
    head(title, "type");
    content
        .properties()
        .forEach(media -> row(code(media.getKey()), type(media.getValue().path("schema"))));
    out.append("</tbody></table>");
    for (var media : content.properties()) {
      examples(media.getKey(), media.getValue().path("examples"));
    }
  }

  private void examples(String title, JsonNode examples) {
    for (var example : examples.properties()) {
      var value = example.getValue();
      var summary = value.path("summary").asText(example.getKey().replace('_', ' '));
      out.append("<details><summary>").append(text(title)).append(": ").append(inline(summary));
      out.append("</summary><pre>").append(text(json(value.path("value")))).append("</pre>");
      out.append("</details>");
    }
  }

  private void schemas() {
    out.append("<section><h2 id=\"schemas\">Schemas</h2>");
    for (var schema : api.at("/components/schemas").properties()) {
      out.append("<article id=\"schema-").append(text(schema.getKey())).append("\"><h3>");
      out.append(text(schema.getKey())).append("</h3>");
      prose(schema.getValue().path("description").asText());
      if (!schema.getValue().has("properties")) {
        out.append("<p>").append(type(schema.getValue())).append("</p>");
      }
      if (schema.getValue().has("properties")) {
        head("Member", "type", "meaning");
        members("", schema.getValue());
        out.append("</tbody></table>");
      }
      words(schema.getValue().path("oneOf"));
      out.append("</article>");
    }
    out.append("</section>");
  }

  /** Nested members are rows of their own, named with their path. */
  private void members(String prefix, JsonNode schema) {
    var required = new TreeSet<String>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (var member : schema.path("properties").properties()) {
      var node = member.getValue();
      var meaning = inline(node.path("description").asText());
      row(
          name(prefix + member.getKey(), required.contains(member.getKey())),
          type(node),
          meaning + DocumentHtml.words(node.path("oneOf")));
      members(prefix + member.getKey() + ".", node);
      members(prefix + member.getKey() + "[].", node.path("items"));
    }
  }

  /** Constants that each have a meaning, as a table. */
  private void words(JsonNode alternatives) {
    if (alternatives.at("/0/const").isMissingNode()) {
      return;
    }
    head("Word", "meaning");
    for (var word : alternatives) {
      row(code(word.path("const").asText()), inline(word.path("description").asText()));
    }
    out.append("</tbody></table>");
  }

  private void channels() {
    out.append("<section><h2 id=\"topics\">Topics</h2>");
    prose(topics.at("/info/description").asText());
    head("Topic", "value", "key", "kept", "what, by whom, for whom");
    for (var channel : topics.path("channels")) {
      var values = new ArrayList<String>();
      var keys = new ArrayList<String>();
      for (var pointer : channel.path("messages")) {
        var message = topics.at(pointer.path("$ref").asText().substring(1));
        var file = message.at("/payload/schema/$ref").asText().replaceFirst("^\\.", "");
        var label = file.substring(file.lastIndexOf('/') + 1);
        values.add("<a href=\"" + text(file) + "\">" + text(label) + "</a>");
        keys.add(inline(message.at("/bindings/kafka/key/description").asText()));
      }
      var kept = channel.at("/bindings/kafka/topicConfiguration/retention.ms").asLong();
      row(
          code(channel.path("address").asText()),
          String.join(", ", values),
          String.join(", ", keys),
          kept < 0 ? "the newest of each key" : kept / 86_400_000 + " days",
          inline(channel.path("title").asText() + ". " + channel.path("description").asText()));
    }
    out.append("</tbody></table></section>");
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? api.at(node.path("$ref").asText().substring(1)) : node;
  }

  private static String bodies(JsonNode content) {
    var bodies = new ArrayList<String>();
    content
        .properties()
        .forEach(
            media ->
                bodies.add(code(media.getKey()) + ": " + type(media.getValue().path("schema"))));
    return String.join("<br>", bodies);
  }

  private static List<String> names(JsonNode members) {
    var names = new ArrayList<String>();
    members.fieldNames().forEachRemaining(name -> names.add(text(name)));
    return names;
  }

  private static String name(String name, boolean required) {
    return code(name) + (required ? " <em>required</em>" : "");
  }

  private void head(String... titles) {
    out.append("<table><thead><tr>");
    for (var title : titles) {
      out.append("<th scope=\"col\">").append(text(title)).append("</th>");
    }
    out.append("</tr></thead><tbody>");
  }

  /** Cells are HTML. */
  private void row(String... cells) {
    out.append("<tr>");
    for (var cell : cells) {
      out.append("<td>").append(cell).append("</td>");
    }
    out.append("</tr>");
  }

  private void prose(String text) {
    for (var paragraph : text.split("\n\\s*\n", -1)) {
      if (!paragraph.isBlank()) {
        out.append("<p>").append(inline(paragraph.strip())).append("</p>");
      }
    }
  }
}
