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

  static final String TENANT = "bench";
  private static final int COHORT = 4000;

  private final Stack stack;
  private final Pipeline pipeline;
  private final List<ObjectNode> cohort = new ArrayList<>();

  private RunningSystem(Stack stack, Pipeline pipeline) {
    this.stack = stack;
    this.pipeline = pipeline;
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
      return new RunningSystem(stack, pipeline);
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

  @Override
  public void close() {
    try {
      pipeline.close();
    } finally {
      stack.close();
    }
  }
}
