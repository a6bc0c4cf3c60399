package dev.starstream.ingest;

import dev.starstream.ingest.KeyRing.Finding;
import dev.starstream.ingest.RateLimits.Rates;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who calls, and what they may do. Before any route of a server runs, and before a body is read,
 * its caller is known; routes ask {@link #tenant} and never take a tenant from the request.
 *
 * <p>With keys: 401 without a valid one in {@code Authorization: Bearer}, 403 if it lacks the scope
 * that {@link RouteScopes} asks for, 429 if its tenant is over its limit, 503 until all keys have
 * been read. No answer and no log line holds a key.
 */
public final class Access implements Consumer<JavalinConfig> {

  /** What a caller may do; none includes another. */
  public enum Scope {
    /** Publish answers, and read what became of them. */
    INGEST,
    /** Read answers, questions and insights. */
    READ,
    /** Erase candidates and change questions. */
    ADMIN;

    /** As people write it: {@code ingest}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A caller.
   *
   * @param tenantId the platform that all of their data belongs to
   */
  public record Caller(String tenantId, Set<Scope> scopes) {
    public Caller {
      scopes = Set.copyOf(scopes);
    }
  }

  private static final String CALLER = Access.class.getName();
  private static final String LIMITS = RateLimits.class.getName();
  private static final String CHALLENGE = "Bearer realm=\"starstream\"";
  private static final String BEARER = "Bearer ";
  private static final String RETRY_AFTER_SECONDS = "5";
  private static final String NO_KEY =
      "there is no valid API key (expected: Authorization: Bearer ssk_..., of a key that"
          + " `starstream keys create` made)";

  private interface Admission {
    /** Empty if there is no caller, and then the request was answered. */
    Optional<Caller> admit(Context ctx, Set<Scope> needed);
  }

  private final RateLimits limits;
  private final Admission admission;

  private Access(RateLimits limits, Admission admission) {
    this.limits = limits;
    this.admission = admission;
  }

  /** Whoever reaches the server is this tenant, with all scopes and no limits. */
  public static Access everyone(String tenantId) {
    return everyone(tenantId, new RateLimits(Rates.UNLIMITED));
  }

  /** Whoever reaches the server is this tenant, with all scopes. */
  public static Access everyone(String tenantId, RateLimits limits) {
    var caller = new Caller(tenantId, EnumSet.allOf(Scope.class));
    return new Access(limits, (ctx, needed) -> Optional.of(caller));
  }

  /** A caller is who their API key says. */
  public static Access keys(KeyRing keys, RateLimits limits) {
    return new Access(limits, (ctx, needed) -> admit(ctx, keys, limits, needed));
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.before(this::admit);
  }

  /** The caller of a request under {@code /v1}. */
  public static Caller caller(Context ctx) {
    Caller caller = ctx.attribute(CALLER);
    if (caller == null) {
      throw new IllegalStateException("no caller: the server has no Access, or the path is open");
    }
    return caller;
  }

  /** The caller's tenant. */
  public static String tenant(Context ctx) {
    return caller(ctx).tenantId();
  }

  /**
   * Whether the caller's tenant may publish so many answers now; if not, the request was answered
   * with 429. To be asked once a request, before anything of it is published.
   */
  public static boolean mayPublish(Context ctx, int answers) {
    RateLimits limits = ctx.attribute(LIMITS);
    return limits == null || limits.allowAnswers(ctx, tenant(ctx), answers);
  }

  private void admit(Context ctx) {
    var needed = RouteScopes.needed(ctx.req().getMethod(), ctx.req().getRequestURI());
    if (needed.isEmpty()) {
      return;
    }
    ctx.attribute(LIMITS, limits);
    var caller =
        admission
            .admit(ctx, needed.get())
            .filter(admitted -> limits.allowRequest(ctx, admitted.tenantId()));
    if (caller.isEmpty()) {
      ctx.header("Cache-Control", "no-store");
      ctx.skipRemainingHandlers();
      return;
    }
    ctx.attribute(CALLER, caller.get());
  }

  private static Optional<Caller> admit(
      Context ctx, KeyRing keys, RateLimits limits, Set<Scope> needed) {
    var header = Optional.ofNullable(ctx.header("Authorization"));
    if (header.isEmpty()) {
      return keys.isComplete() ? unauthorized(ctx, NO_KEY) : unavailable(ctx);
    }
    Finding finding = token(header.get()).map(keys::find).orElseGet(() -> new Finding.Unknown());
    if (finding instanceof Finding.Valid valid) {
      return withScope(ctx, valid.key().caller(), needed);
    }
    if (finding instanceof Finding.NotReadYet || !keys.isComplete()) {
      return unavailable(ctx);
    }
    // A valid key passes whatever its address has tried before: addresses are shared.
    if (!limits.allowWrongKey(ctx)) {
      return Optional.empty();
    }
    if (finding instanceof Finding.Revoked revoked) {
      return unauthorized(ctx, "the API key was revoked at " + revoked.at());
    }
    if (finding instanceof Finding.Expired expired) {
      return unauthorized(ctx, "the API key has expired at " + expired.at());
    }
    return unauthorized(ctx, NO_KEY);
  }

  private static Optional<KeyToken> token(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? KeyToken.parse(authorization.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  private static Optional<Caller> withScope(Context ctx, Caller caller, Set<Scope> needed) {
    if (needed.stream().anyMatch(caller.scopes()::contains)) {
      return Optional.of(caller);
    }
    var scopes = needed.stream().sorted().map(Scope::id).toList();
    ctx.header(
        "WWW-Authenticate",
        CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + String.join(" ", scopes) + "\"");
    HttpProblems.answer(
        ctx,
        403,
        "missing-scope",
        "the API key lacks a scope (expected: " + String.join(" or ", scopes) + ")",
        document -> {
          var missing = document.putArray("anyOf");
          scopes.forEach(missing::add);
        });
    return Optional.empty();
  }

  private static Optional<Caller> unauthorized(Context ctx, String detail) {
    ctx.header("WWW-Authenticate", CHALLENGE);
    HttpProblems.answer(ctx, 401, "unauthorized", detail);
    return Optional.empty();
  }

  private static Optional<Caller> unavailable(Context ctx) {
    ctx.header("Retry-After", RETRY_AFTER_SECONDS);
    HttpProblems.answer(
        ctx,
        503,
        "unavailable",
        "the API keys have not been read yet: Kafka or the schema registry does not answer");
    return Optional.empty();
  }
}
