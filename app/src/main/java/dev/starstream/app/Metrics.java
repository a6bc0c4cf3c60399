package dev.starstream.app;

import dev.starstream.aggregates.Sink;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * {@code GET /metrics}: what this process counts, in Prometheus' text format. Ours are named {@code
 * starstream_*}; the others are Micrometer's. May be used by several threads.
 */
final class Metrics implements Consumer<JavalinConfig>, AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();

  Metrics() {
    garbageCollection.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  MeterRegistry registry() {
    return registry;
  }

  /** Counts what a sink does, by its own counters. */
  void watch(Sink sink) {
    for (var table : Sink.TABLES) {
      counter(
          sink,
          "starstream.sink.rows",
          "Rows that ClickHouse has acknowledged, repeated ones that it dropped included",
          Tags.of("table", table),
          one -> one.rows().getOrDefault(table, 0L));
    }
    counter(
        sink,
        "starstream.sink.rejected",
        "Records sent to answers.rejected by the sink",
        Tags.empty(),
        Sink::rejected);
    counter(
        sink,
        "starstream.sink.retries",
        "How often the sink tried something again",
        Tags.empty(),
        Sink::retries);
    counter(
        sink,
        "starstream.sink.doubtful.inserts",
        "Inserts of which it is not known whether all views took them",
        Tags.empty(),
        Sink::doubtfulInserts);
    Gauge.builder("starstream.sink.running", sink, one -> one.isRunning() ? 1 : 0)
        .description("1 while every thread of the sink runs, also while it waits for an outage")
        .register(registry);
    Gauge.builder("starstream.sink.waiting", sink, one -> one.lastError().isPresent() ? 1 : 0)
        .description("1 while the sink waits for an outage to end")
        .register(registry);
  }

  private void counter(
      Sink sink, String name, String description, Tags tags, ToDoubleFunction<Sink> value) {
    FunctionCounter.builder(name, sink, value)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** Sets a number that is there from now on: one that is not known yet is not 0. */
  void set(String name, String description, Tag tag, long value) {
    gauge(name, description, Tags.of(tag)).set(value);
  }

  void set(String name, String description, long value) {
    gauge(name, description, Tags.empty()).set(value);
  }

  private AtomicLong gauge(String name, String description, Tags tags) {
    return gauges.computeIfAbsent(
        name + tags,
        key -> {
          var number = new AtomicLong();
          Gauge.builder(name, number, AtomicLong::get)
              .description(description)
              .tags(tags)
              .register(registry);
          return number;
        });
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/metrics", this::scrape);
  }

  private void scrape(Context ctx) {
    ctx.header("Cache-Control", "no-store")
        .contentType("text/plain; version=0.0.4; charset=utf-8")
        .result(registry.scrape());
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
