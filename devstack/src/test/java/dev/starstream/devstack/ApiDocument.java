package dev.starstream.devstack;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.DisallowUnknownKeywordFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import dev.starstream.app.DocumentRoutes;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The OpenAPI document as a judge of what a server does. It is stricter than the document: a member
 * or header that a client should ignore, since it is not described, is a violation here.
 */
final class ApiDocument {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

  /** What every response has by HTTP itself, or by the server as a whole. */
  private static final Set<String> NOT_DESCRIBED =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "date",
          "transfer-encoding",
          "x-content-type-options");

  private final JsonNode document;
  private final JsonSchemaFactory factory = factory();
  private final Map<JsonNode, JsonSchema> schemas = new HashMap<>();

  private ApiDocument(JsonNode document) {
    this.document = document;
  }

  /** A keyword that is none, as of a misspelt schema, is an error. */
  private static JsonSchemaFactory factory() {
    var keywords =
        JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .keyword(new NonValidationKeyword("components"))
            .unknownKeywordFactory(DisallowUnknownKeywordFactory.getInstance())
            .build();
    return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
        .metaSchema(keywords)
        .build();
  }

  /** The document that the server serves. */
  static ApiDocument load() {
    var document = DocumentRoutes.openApi();
    close(document, composed(document));
    return new ApiDocument(document);
  }

  /** The document as a tree. */
  JsonNode tree() {
    return document;
  }

  /** Every operation, such as {@code GET /v1/insights/{name}}. */
  Set<String> operations() {
    var operations = new TreeSet<String>();
    for (var path : document.path("paths").properties()) {
      for (var member : path.getValue().properties()) {
        if (METHODS.contains(member.getKey())) {
          operations.add(member.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  /**
   * The operation that a request is for.
   *
   * @param path with or without a query; a template of the server's own routes will do, too
   */
  Optional<String> operation(String method, String path) {
    var plain = path.replaceFirst("\\?.*", "");
    var fitting =
        operations().stream()
            .filter(operation -> operation.startsWith(method + " "))
            .filter(operation -> matches(operation.substring(method.length() + 1), plain))
            .toList();
    return fitting.stream()
        .filter(operation -> !operation.contains("{"))
        .findFirst()
        .or(() -> fitting.stream().findFirst());
  }

  /** The statuses that an operation may answer with. */
  Set<Integer> statuses(String operation) {
    var statuses = new TreeSet<Integer>();
    node(operation)
        .path("responses")
        .fieldNames()
        .forEachRemaining(s -> statuses.add(Integer.parseInt(s)));
    return statuses;
  }

  /** Whether the document says the same of the responses of both. */
  boolean answersAlike(String operation, String other) {
    return node(operation).path("responses").equals(node(other).path("responses"));
  }

  /** How a response differs from what the document says of it; empty if it does not. */
  List<String> violations(String method, String path, HttpResponse<byte[]> response) {
    return violations(method, path, response, response.body());
  }

  /** The same for a response whose body was read otherwise. */
  List<String> violations(String method, String path, HttpResponse<?> response, byte[] bytes) {
    var described = described(method, path, response.statusCode());
    if (described.isEmpty()) {
      return List.of("status " + response.statusCode() + ": not in the document");
    }
    var violations = new ArrayList<String>();
    headers(described.get().path("headers"), response.headers(), violations);
    body(described.get().path("content"), response, bytes, violations);
    return violations;
  }

  /** How a body that the server has taken differs from what the document says may be sent. */
  List<String> requestViolations(String method, String path, String mediaType, byte[] body) {
    var content = operation(method, path).map(this::node).orElseThrow().at("/requestBody/content");
    return judged(content, mediaType, body);
  }

  /** How a value differs from a schema of the document, such as {@code Scorecard}. */
  List<String> violations(String schema, JsonNode value) {
    var ref = JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + schema);
    return judged(ref, value);
  }

  /** How the examples of media types differ from their schemas, by where they stand. */
  List<String> exampleViolations() {
    var violations = new ArrayList<String>();
    for (var content : document.findValues("content")) {
      for (var media : content.properties()) {
        for (var example : media.getValue().path("examples").properties()) {
          judged(media.getValue().path("schema"), example.getValue().path("value"))
              .forEach(one -> violations.add(example.getKey() + ": " + one));
        }
      }
    }
    return violations;
  }

  /** What a reference in the document leads to; missing if it leads nowhere. */
  JsonNode referenced(String reference) {
    return reference.startsWith("#/")
        ? document.at(reference.substring(1))
        : JsonNodeFactory.instance.missingNode();
  }

  private JsonNode node(String operation) {
    var parts = operation.split(" ", 2);
    return document.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
  }

  private static boolean matches(String template, String path) {
    var regex = new StringBuilder();
    var end = 0;
    for (var parameter = PARAMETER.matcher(template); parameter.find(); end = parameter.end()) {
      regex.append(Pattern.quote(template.substring(end, parameter.start()))).append("[^/]+");
    }
    return path.matches(regex.append(Pattern.quote(template.substring(end))).toString());
  }

  /** A path or method that there is not has its answers, too. */
  private Optional<JsonNode> described(String method, String path, int status) {
    var operation = operation(method, path);
    if (operation.isEmpty()) {
      return switch (status) {
        case 404 -> Optional.of(document.at("/components/responses/NotFound"));
        case 405 -> Optional.of(document.at("/components/responses/MethodNotAllowed"));
        default -> Optional.empty();
      };
    }
    var response = node(operation.get()).path("responses").path(Integer.toString(status));
    return response.isMissingNode() ? Optional.empty() : Optional.of(resolved(response));
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? referenced(node.path("$ref").asText()) : node;
  }

  private void headers(JsonNode described, HttpHeaders sent, List<String> violations) {
    var names = new HashSet<>(NOT_DESCRIBED);
    for (var header : described.properties()) {
      var name = header.getKey().toLowerCase(Locale.ROOT);
      names.add(name);
      var rules = resolved(header.getValue());
      var value = sent.firstValue(name);
      if (value.isEmpty() && rules.path("required").asBoolean()) {
        violations.add("header " + name + ": missing");
      }
      value.ifPresent(
          text ->
              judged(rules.path("schema"), TextNode.valueOf(text))
                  .forEach(one -> violations.add("header " + name + ": " + one)));
    }
    for (var name : sent.map().keySet()) {
      if (!names.contains(name.toLowerCase(Locale.ROOT))) {
        violations.add("header " + name + ": not in the document");
      }
    }
  }

  private void body(
      JsonNode content, HttpResponse<?> response, byte[] bytes, List<String> violations) {
    var mediaType = response.headers().firstValue("Content-Type");
    if (content.isEmpty()) {
      if (bytes.length > 0) {
        violations.add("body: " + bytes.length + " bytes, the document has none");
      }
    } else if (mediaType.isEmpty()) {
      violations.add("there is no Content-Type");
    } else {
      violations.addAll(judged(content, mediaType.get(), bytes));
    }
  }

  private List<String> judged(JsonNode content, String mediaType, byte[] body) {
    var plain = mediaType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    if (!content.has(plain)) {
      return List.of("media type " + plain + ": not in the document");
    }
    var schema = content.path(plain).path("schema");
    if (!plain.equals("application/json") && !plain.endsWith("+json")) {
      return judged(schema, TextNode.valueOf(new String(body, StandardCharsets.UTF_8)));
    }
    try {
      return judged(schema, JSON.readTree(body));
    } catch (IOException e) {
      return List.of("body: no JSON");
    }
  }

  private List<String> judged(JsonNode schema, JsonNode value) {
    return schemas.computeIfAbsent(schema, this::schema).validate(value).stream()
        .map(message -> message.getMessage())
        .toList();
  }

  /** A schema on its own, closed, with what it may refer to. */
  private JsonSchema schema(JsonNode schema) {
    var whole = JsonNodeFactory.instance.objectNode();
    whole.set("components", document.path("components"));
    whole.putArray("allOf").add(schema);
    whole.put("unevaluatedProperties", false);
    var config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return factory.getSchema(whole, config);
  }

  /** The very nodes that are parts of others, which cannot be closed on their own. */
  private static Set<JsonNode> composed(JsonNode document) {
    Set<JsonNode> composed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (var parts : document.findValues("allOf")) {
      for (var part : parts) {
        var reference = part.path("$ref").asText();
        composed.add(
            reference.isEmpty() ? part : document.at(JsonPointer.compile(reference.substring(1))));
      }
    }
    return composed;
  }

  /** Objects whose members are listed have no others. */
  private static void close(JsonNode node, Set<JsonNode> open) {
    node.forEach(child -> close(child, open));
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.path("type").asText().equals("object")
        && !object.has("additionalProperties")
        && !open.contains(object)) {
      object.put("additionalProperties", false);
    }
  }
}
