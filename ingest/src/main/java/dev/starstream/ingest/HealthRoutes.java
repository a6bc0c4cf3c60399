package dev.starstream.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * {@code GET /livez}: 200 while the process answers at all. {@code GET /readyz}: 200 if every check
 * is fine, else 503; either way with each check's state.
 */
public final class HealthRoutes implements Consumer<JavalinConfig> {

  private final Map<String, Supplier<Optional<String>>> checks;

  /**
   * @param checks by name; each says what is the trouble, or nothing, within a few seconds
   */
  public HealthRoutes(Map<String, Supplier<Optional<String>>> checks) {
    this.checks = new LinkedHashMap<>(checks);
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/livez", HealthRoutes::live);
    config.routes.get("/readyz", this::ready);
  }

  private static void live(Context ctx) {
    var body = JsonNodeFactory.instance.objectNode().put("status", "live");
    ctx.header("Cache-Control", "no-store").contentType("application/json").result(body.toString());
  }

  private void ready(Context ctx) {
    var states = JsonNodeFactory.instance.objectNode();
    var ready = true;
    for (var check : checks.entrySet()) {
      var trouble = check.getValue().get();
      ready &= trouble.isEmpty();
      var state = states.putObject(check.getKey()).put("ready", trouble.isEmpty());
      trouble.ifPresent(detail -> state.put("detail", detail));
    }
    var body = JsonNodeFactory.instance.objectNode().put("status", ready ? "ready" : "not ready");
    body.set("checks", states);
    ctx.status(ready ? 200 : 503)
        .header("Cache-Control", "no-store")
        .contentType("application/json")
        .result(body.toString());
  }
}
