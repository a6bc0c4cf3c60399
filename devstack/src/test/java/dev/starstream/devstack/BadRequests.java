package dev.starstream.devstack;

import java.util.Collection;

/**
 * Requests that no server takes, whatever runs behind it, each with the status that it must get.
 */
final class BadRequests {

  private static final String JSON = "application/json";
  private static final String VALID = "{\"candidateRef\": \"c\", \"text\": \"I fixed the door.\"}";

  /**
   * Sends all of them.
   *
   * @param routes those that the server has
   */
  static void send(CheckedCalls calls, Collection<String> routes) {
    publishing(calls);
    calls.get(404, "/v1/nothing");
    calls.call(405, "POST", "/livez", "");
    calls.get(404, "/schemas/nothing.avsc");
    if (routes.contains("GET /v1/insights/{name}")) {
      calls.get(404, "/v1/insights/nothing");
      calls.get(400, "/v1/insights/metric-usage?colour=red");
      calls.get(400, "/v1/insights/metric-usage?level=mid&level=mid");
      calls.get(406, "/v1/insights/metric-usage", "Accept", "image/png");
      calls.call(400, "DELETE", "/v1/candidates/%20", "");
    }
    if (routes.contains("POST /v1/events")) {
      events(calls);
      statements(calls);
    }
    if (routes.contains("GET /v1/answers/{answerId}")) {
      calls.get(400, "/v1/answers/nothing");
      calls.get(400, "/v1/answers/nothing/events", "Accept", "text/event-stream");
      calls.get(
          406, "/v1/answers/0a516d7e-41be-55b2-b606-92ac119197e7/events", "Accept", "text/html");
    }
  }

  private static void publishing(CheckedCalls calls) {
    var path = "/v1/answers";
    calls.post(400, path, "{");
    calls.post(400, path, "");
    calls.post(422, path, "[]");
    calls.post(422, path, "{\"candidateRef\": \"c\", \"text\": \"  \"}");
    calls.post(422, path, "[{\"text\": 7, \"colour\": \"red\"}, 3]");
    calls.post(413, path, "[" + (VALID + ",").repeat(500) + VALID + "]");
    calls.post(413, path, "\"" + "x".repeat(1024 * 1024) + "\"");
    calls.call(415, "POST", path, VALID);
    calls.call(415, "POST", path, VALID, "Content-Type", "text/plain");
    calls.call(415, "POST", path, VALID, "Content-Type", JSON, "Content-Encoding", "br");
    calls.call(422, "POST", path, "no JSON\n", "Content-Type", "application/x-ndjson");
  }

  private static void events(CheckedCalls calls) {
    var path = "/v1/events";
    calls.call(400, "POST", path, "{", "Content-Type", "application/cloudevents+json");
    calls.call(422, "POST", path, "{}", "Content-Type", "application/cloudevents+json");
    calls.call(422, "POST", path, "[{}]", "Content-Type", "application/cloudevents-batch+json");
    calls.call(415, "POST", path, VALID, "Content-Type", JSON);
    calls.call(422, "POST", path, VALID, "Content-Type", JSON, "ce-type", "other");
    var gzip = new String[] {"Content-Type", JSON, "Content-Encoding", "gzip"};
    calls.call(400, "POST", "/v1/answers", "no gzip", gzip);
    calls.call(
        400, "POST", "/v1/answers", new byte[] {'"', (byte) 0xC3, '"'}, "Content-Type", JSON);
  }

  private static void statements(CheckedCalls calls) {
    var path = "/v1/xapi/statements";
    calls.call(422, "POST", path, "{}", "Content-Type", JSON, "X-Experience-API-Version", "1.0.3");
    calls.call(400, "POST", path, "{", "Content-Type", JSON, "X-Experience-API-Version", "1.0.3");
    calls.call(415, "POST", path, "{}", "Content-Type", "text/plain");
  }

  /** Those about questions; a server that has not read them from Kafka yet says only that. */
  static void questions(CheckedCalls calls) {
    var shipped = "/v1/questions/raised_the_bar_for_team";
    calls.get(400, "/v1/questions?origin=elsewhere");
    calls.get(404, "/v1/questions/no_such_question");
    calls.call(404, "DELETE", "/v1/questions/no_such_question", "");
    calls.call(409, "DELETE", shipped, "");
    calls.call(409, "PUT", shipped, "{}", "Content-Type", JSON);
    calls.call(400, "PUT", "/v1/questions/own", "{", "Content-Type", JSON);
    calls.call(415, "PUT", "/v1/questions/own", "{}", "Content-Type", "text/plain");
    calls.call(422, "PUT", "/v1/questions/own", "{\"colour\": 1}", "Content-Type", JSON);
    calls.call(
        413, "PUT", "/v1/questions/own", "\"" + "x".repeat(70_000) + "\"", "Content-Type", JSON);
  }

  private BadRequests() {}
}
