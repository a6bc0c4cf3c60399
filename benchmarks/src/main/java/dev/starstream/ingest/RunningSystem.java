package dev.starstream.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.devstack.Stack;
import dev.starstream.devstack.StackSpec;
import dev.starstream.devstack.Stacks;
import dev.starstream.devstack.cohort.CohortGenerator;
import dev.starstream.devstack.cohort.CohortSpec;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The embedded servers and all stages, as {@code starstream up} runs them, and answers for it. */
final class RunningSystem implements AutoCloseable {

  /** How names of threads begin that play the client. */
  static final String CLIENT = "client";

  static final String TENANT = "bench";
  private static final int COHORT = 4000;

  private final Stack stack;
  private final Pipeline pipeline;
  private final String database;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<ObjectNode> cohort = new ArrayList<>();

  private RunningSystem(Stack stack, Pipeline pipeline, String database) {
    this.stack = stack;
    this.pipeline = pipeline;
    this.database = database;
    var generator = new CohortGenerator(QuestionCatalogue.load());
    for (var answer : generator.generate(new CohortSpec(COHORT, 1, Instant.now())).answers()) {
      cohort.add(answer.answer());
    }
  }

  /** Settings come from the environment as usual, but for the addresses of the servers. */
  static RunningSystem start() throws IOException, InterruptedException {
    var stack = Stacks.start(StackSpec.temporary());
    try {
      var flags = new LinkedHashMap<String, String>();
      flags.put("tenant", TENANT);
      flags.put("kafka.bootstrap-servers", stack.kafkaBootstrap());
      flags.put("registry.url", stack.registryUrl());
      flags.put("clickhouse.url", stack.clickHouseUrl());
      flags.put("clickhouse.user", stack.clickHouseUser());
      flags.put("clickhouse.password", stack.clickHousePassword());
      flags.put("http.port", "0");
      flags.put("http.auth", "off");
      flags.put("scoring.state-dir", Files.createTempDirectory("starstream-bench").toString());
      var settings = Settings.load(Optional.empty(), environment(), flags);
      Provision.all(settings);
      var pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
      while (!pipeline.troubles().isEmpty()) {
        Thread.sleep(50);
      }
      return new RunningSystem(stack, pipeline, settings.clickHouse().database());
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private static Map<String, String> environment() {
    return System.getenv();
  }

  URI uri(String path) {
    return pipeline.uri().resolve(path);
  }

  /** An answer with that id: the cohort over and over, as different answers. */
  String answer(String id, int number) {
    return cohort.get(number % cohort.size()).deepCopy().put("id", id).put("source", "").toString();
  }

  /** What was used until now, by whom. */
  CpuUse cpu() {
    return CpuUse.now(stack);
  }

  /** How many scores of answers the sink has stored. */
  long stored() throws IOException, InterruptedException {
    var reply =
        http.send(
            HttpRequest.newBuilder(URI.create(stack.clickHouseUrl() + "/?database=" + database))
                .POST(HttpRequest.BodyPublishers.ofString("SELECT count() FROM answer_scores"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return Long.parseLong(reply.body().strip());
  }

  @Override
  public void close() {
    try {
      pipeline.close();
    } finally {
      stack.close();
    }
  }
}
