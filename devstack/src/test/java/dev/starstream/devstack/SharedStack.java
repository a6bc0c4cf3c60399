package dev.starstream.devstack;

import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The stack of all integration tests of one JVM, started when the first of them asks: on
 * Testcontainers if a Docker engine answers, embedded otherwise; {@code
 * STARSTREAM_STACK=embedded|testcontainers} decides instead. Says which on standard output. Tests
 * keep apart by topics, subjects and databases of their own.
 */
public final class SharedStack {
  private SharedStack() {}

  public static Stack get() {
    return Holder.STACK;
  }

  /** Whether its servers are processes of this machine, which a test can kill. */
  public static boolean isEmbedded() {
    return get() instanceof EmbeddedStack;
  }

  private static final class Holder {
    private static final Stack STACK = start();

    private static Stack start() {
      Stack stack = choose();
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-stack"));
      // Whichever test comes first: topics and schemas are as in production.
      var settings = LocalSystem.addresses(stack, Path.of("unused"), 0);
      settings.put("clickhouse.database", "shared");
      Provision.all(Settings.load(Optional.empty(), Map.of(), settings));
      System.out.println("Integration tests run on " + stack.describe());
      return stack;
    }

    private static Stack choose() {
      String choice = System.getenv().getOrDefault("STARSTREAM_STACK", "");
      return switch (choice.toLowerCase(Locale.ROOT)) {
        case "embedded" -> Stacks.start(StackSpec.temporary());
        case "testcontainers" -> TestcontainersStack.start();
        case "" ->
            Docker.answers() ? TestcontainersStack.start() : Stacks.start(StackSpec.temporary());
        default ->
            throw new IllegalArgumentException(
                "STARSTREAM_STACK: " + choice + " (expected: embedded or testcontainers)");
      };
    }
  }
}
