package dev.starstream.ingest;

import dev.starstream.ingest.Access.Scope;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which scope a method and a path need: the only place that says so. */
final class RouteScopes {

  /**
   * A line of the table.
   *
   * @param anyOf one of them is enough
   */
  private record Rule(String method, Pattern path, Set<Scope> anyOf) {}

  private static final List<Rule> RULES =
      List.of(
          rule("POST", "/v1/answers", Scope.INGEST),
          rule("POST", "/v1/events", Scope.INGEST),
          rule("POST", "/v1/xapi/statements", Scope.INGEST),
          rule("GET", "/v1/answers/{}", Scope.READ, Scope.INGEST),
          rule("GET", "/v1/answers/{}/events", Scope.READ, Scope.INGEST),
          rule("GET", "/v1/questions", Scope.READ),
          rule("GET", "/v1/questions/{}", Scope.READ),
          rule("PUT", "/v1/questions/{}", Scope.ADMIN),
          rule("DELETE", "/v1/questions/{}", Scope.ADMIN),
          // A reference may hold slashes.
          rule("DELETE", "/v1/candidates/<>", Scope.ADMIN),
          rule("GET", "/v1/insights", Scope.READ),
          rule("GET", "/v1/insights/events", Scope.READ),
          rule("GET", "/v1/insights/{}", Scope.READ));

  /** All else under /v1: a route that somebody forgot here is nobody's by accident. */
  private static final Set<Scope> UNLISTED = EnumSet.of(Scope.ADMIN);

  /**
   * The scopes of which a caller needs one.
   *
   * @param path as it was sent, percent-encoded
   * @return empty if the path is open to everybody
   */
  static Optional<Set<Scope>> needed(String method, String path) {
    if (!isProtected(path)) {
      return Optional.empty();
    }
    var of = method.equals("HEAD") ? "GET" : method;
    var exact = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return Optional.of(
        RULES.stream()
            .filter(rule -> rule.method().equals(of) && rule.path().matcher(exact).matches())
            .findFirst()
            .map(Rule::anyOf)
            .orElse(UNLISTED));
  }

  /** However it is spelt: what the router does not know either way costs nothing to protect. */
  private static boolean isProtected(String path) {
    String decoded;
    try {
      decoded = URLDecoder.decode(path, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return true;
    }
    return decoded.toLowerCase(Locale.ROOT).replaceFirst("^[/\\\\.]+", "/").startsWith("/v1");
  }

  /** In a path, {@code {}} is one part of it and {@code <>} is the rest. */
  private static Rule rule(String method, String path, Scope... anyOf) {
    var pattern = path.replace("{}", "[^/]+").replace("<>", ".+");
    return new Rule(method, Pattern.compile(pattern), EnumSet.copyOf(List.of(anyOf)));
  }

  private RouteScopes() {}
}
