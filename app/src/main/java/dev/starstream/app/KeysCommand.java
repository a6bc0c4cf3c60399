package dev.starstream.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.ingest.Access.Caller;
import dev.starstream.ingest.Access.Scope;
import dev.starstream.ingest.IssuedKey;
import dev.starstream.ingest.KeyFollower;
import dev.starstream.ingest.KeyPublisher;
import dev.starstream.ingest.KeyToken;
import dev.starstream.ingest.PublishingUnavailableException;
import dev.starstream.ingest.PublishingUnavailableException.Dependency;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "API keys: who may call the HTTP edge, for which tenant, and for what.",
    footer = {
      "%nExamples:",
      "  starstream keys create --tenant acme --scope ingest --name 'practice app' --expires 90d",
      "  starstream keys list --tenant acme",
      "  starstream keys revoke k3x7mp2qah"
    })
final class KeysCommand {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @ParentCommand private Starstream starstream;

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description =
          "Makes a key and prints it, once: only a hash of it is kept. It is valid within a second.",
      footer = {
        "%nExamples:",
        "  starstream keys create --tenant acme --scope ingest --name 'practice app' --expires 90d",
        "  starstream keys create --tenant acme --scope read,admin --name 'the analysts'"
      })
  int create(
      @Option(names = "--tenant", required = true, description = "Tenant that it acts for.")
          String tenant,
      @Option(
              names = "--scope",
              required = true,
              split = ",",
              paramLabel = "SCOPE",
              description =
                  "One or more of ingest (publish answers, read what became of them), read (answers,"
                      + " questions, insights), admin (erase candidates, change questions).")
          Set<Scope> scopes,
      @Option(names = "--name", required = true, description = "What people call it.") String name,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              converter = Lifetime.class,
              description = "How long it is valid, such as 12h or 90d; default: for ever.")
          Duration expires,
      @Option(names = "--json", description = "Print it with its id as a JSON document.")
          boolean json) {
    var settings = starstream.settings();
    var token = KeyToken.create(new SecureRandom());
    IssuedKey key;
    try {
      key =
          IssuedKey.of(
              token, new Caller(tenant, scopes), name, Instant.now(), Optional.ofNullable(expires));
    } catch (IllegalArgumentException e) {
      System.err.println("starstream: " + e.getMessage());
      return Starstream.WRONG_CALL;
    }
    publish(settings, key);
    System.out.println(
        json ? document(key).put("key", token.text()).toPrettyString() : token.text());
    System.out.flush();
    System.err.printf(
        "This is the only time that the key is shown: keep it like a password. It goes into%n"
            + "  Authorization: Bearer ssk_...%n"
            + "Revoke it with: starstream keys revoke %s%n",
        key.id());
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "All keys, without their secrets, the newest first.",
      footer = {
        "%nExamples:",
        "  starstream keys list --tenant acme",
        "  starstream keys list --json"
      })
  int list(
      @Option(names = "--tenant", description = "Only keys of this tenant.") String tenant,
      @Option(names = "--json", description = "Print a JSON document.") boolean json) {
    var now = Instant.now();
    List<IssuedKey> keys;
    try (var follower = read(starstream.settings())) {
      keys =
          follower.keys().all().stream()
              .filter(key -> tenant == null || key.caller().tenantId().equals(tenant))
              .sorted(Comparator.comparing(IssuedKey::createdAt).reversed())
              .toList();
    }
    if (json) {
      var document = JsonNodeFactory.instance.objectNode();
      var list = document.putArray("keys");
      keys.forEach(key -> list.add(document(key).put("state", state(key, now))));
      System.out.println(document.toPrettyString());
    } else if (keys.isEmpty()) {
      System.out.println("no keys");
    } else {
      var tenants = keys.stream().mapToInt(key -> key.caller().tenantId().length()).max().orElse(0);
      var line = "%-10s  %-" + Math.max(6, tenants) + "s  %-17s  %-20s  %-20s  %-7s  %s%n";
      System.out.printf(line, "id", "tenant", "scopes", "created", "expires", "state", "name");
      keys.forEach(key -> print(line, key, now));
    }
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description =
          "Refuses a key from now on, for ever; every process knows within a second. Repeating it"
              + " changes nothing.",
      footer = {
        "%nExamples:",
        "  starstream keys list --tenant acme   to find the id",
        "  starstream keys revoke k3x7mp2qah"
      })
  int revoke(
      @Parameters(
              paramLabel = "ID",
              description = "Id of the key: the 10 characters after ssk_, as `keys list` has it.")
          String id) {
    var settings = starstream.settings();
    Optional<IssuedKey> key;
    try (var follower = read(settings)) {
      key = follower.keys().key(id);
    }
    if (key.isEmpty()) {
      // Not repeated: somebody may have given the whole key.
      System.err.println("starstream: there is no key of that id (expected: one of `keys list`)");
      return Starstream.WRONG_CALL;
    }
    if (key.get().revokedAt().isEmpty()) {
      publish(settings, key.get().revoked(Instant.now()));
    }
    System.out.println("revoked: " + id);
    return 0;
  }

  private static KeyFollower read(Settings settings) {
    var follower = KeyFollower.start(settings.kafka(), settings.registry(), Clock.systemUTC());
    if (!follower.awaitComplete(PATIENCE)) {
      follower.close();
      throw DependencyException.of(
          settings,
          Dependency.KAFKA,
          follower
              .failure()
              .orElseGet(() -> new TimeoutException("the topic of the keys could not be read")));
    }
    return follower;
  }

  private static void publish(Settings settings, IssuedKey key) {
    try (var publisher = KeyPublisher.open(settings.kafka(), settings.registry())) {
      publisher.publish(key);
    } catch (PublishingUnavailableException e) {
      throw DependencyException.of(settings, e.dependency(), e);
    }
  }

  private static ObjectNode document(IssuedKey key) {
    var node =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", key.id())
            .put("tenantId", key.caller().tenantId())
            .put("name", key.name());
    var scopes = node.putArray("scopes");
    key.caller().scopes().stream().sorted().map(Scope::id).forEach(scopes::add);
    node.put("createdAt", key.createdAt().toString());
    key.expiresAt().ifPresent(at -> node.put("expiresAt", at.toString()));
    key.revokedAt().ifPresent(at -> node.put("revokedAt", at.toString()));
    return node;
  }

  private static void print(String line, IssuedKey key, Instant now) {
    System.out.printf(
        line,
        key.id(),
        key.caller().tenantId(),
        key.caller().scopes().stream().sorted().map(Scope::id).collect(Collectors.joining(",")),
        seconds(key.createdAt()),
        key.expiresAt().map(KeysCommand::seconds).orElse("never"),
        state(key, now),
        key.name());
  }

  private static String state(IssuedKey key, Instant now) {
    if (key.revokedAt().isPresent()) {
      return "revoked";
    }
    return key.isValid(now) ? "valid" : "expired";
  }

  private static String seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** How long, as people type it. */
  static final class Lifetime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      return PointInTime.duration(value)
          .filter(duration -> !duration.isZero())
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + value + "' is no time (expected: more than 0, such as 12h or 90d)"));
    }
  }
}
