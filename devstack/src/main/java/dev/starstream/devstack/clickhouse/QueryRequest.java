package dev.starstream.devstack.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What the URL and the headers of a request ask for; the body is read later.
 *
 * @param query the statement in the URL, or the empty string
 * @param settings ClickHouse settings for this statement
 * @param parameters values for the statement's {@code {name:Type}} places
 * @param database current database; empty for the default one
 * @param defaultFormat the format of output, and of an INSERT's rows, where the statement names
 *     none
 * @param compressedRequest the body is in ClickHouse's own compressed blocks
 * @param compressedResponse so shall the answer be
 */
record QueryRequest(
    String query,
    String queryId,
    Map<String, String> settings,
    Map<String, String> parameters,
    String database,
    Optional<String> defaultFormat,
    boolean compressedRequest,
    boolean compressedResponse) {
  private static final Pattern SETTING_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Parameters of the HTTP protocol that are no settings and that mean nothing here. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "user",
          "password",
          "quota_key",
          "buffer_size",
          "wait_end_of_query",
          "client_protocol_version",
          "stacktrace",
          "session_timeout",
          "session_check",
          "close_session");

  QueryRequest {
    settings = Map.copyOf(settings);
    parameters = Map.copyOf(parameters);
  }

  static QueryRequest of(String rawUrlQuery, Headers headers) {
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> parameters = new LinkedHashMap<>();
    String query = "";
    String queryId = "";
    String database = header(headers, "X-ClickHouse-Database").orElse("");
    Optional<String> format = header(headers, "X-ClickHouse-Format");
    boolean compressedRequest = false;
    boolean compressedResponse = false;
    for (var pair : pairs(rawUrlQuery).entrySet()) {
      String name = pair.getKey();
      String value = pair.getValue();
      switch (name) {
        case "query" -> query = value;
        case "query_id" -> queryId = value;
        case "database" -> database = value;
        case "default_format" -> format = Optional.of(value);
        case "compress" -> compressedResponse = isOn(value);
        case "decompress" -> compressedRequest = isOn(value);
        case "session_id" ->
            throw ClickHouseException.refusal(
                48,
                "The embedded ClickHouse has no sessions: leave session_id out",
                "NOT_IMPLEMENTED");
        case "role" ->
            throw ClickHouseException.refusal(
                511, "The embedded ClickHouse has no roles: leave role out", "UNKNOWN_ROLE");
        default -> {
          if (name.startsWith("param_")) {
            parameters.put(name.substring("param_".length()), value);
          } else if (!SETTING_NAME.matcher(name).matches()) {
            throw ClickHouseException.refusal(
                115, "Unknown setting '" + name + "'.", "UNKNOWN_SETTING");
          } else if (!WITHOUT_EFFECT.contains(name)) {
            settings.put(name, value);
          }
        }
      }
    }
    if (queryId.isEmpty()) {
      queryId = UUID.randomUUID().toString();
    }
    return new QueryRequest(
        query,
        queryId,
        settings,
        parameters,
        database,
        format,
        compressedRequest,
        compressedResponse);
  }

  /** {@code SET a = '1', b = '2'}, or nothing if there are no settings. */
  Optional<String> setStatement() {
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    var sql = new StringBuilder("SET ");
    for (var setting : settings.entrySet()) {
      sql.append(sql.length() == 4 ? "" : ", ")
          .append(setting.getKey())
          .append(" = ")
          .append(SqlTokens.quoted(setting.getValue()));
    }
    return Optional.of(sql.toString());
  }

  private static Optional<String> header(Headers headers, String name) {
    return Optional.ofNullable(headers.getFirst(name)).filter(value -> !value.isEmpty());
  }

  private static boolean isOn(String value) {
    return value.equals("1") || value.equals("true");
  }

  private static Map<String, String> pairs(String rawUrlQuery) {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (rawUrlQuery == null) {
      return pairs;
    }
    for (String pair : rawUrlQuery.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        pairs.put(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
      }
    }
    return pairs;
  }
}
