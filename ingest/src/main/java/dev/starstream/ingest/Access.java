package dev.starstream.ingest;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who calls, and what they may do. Before any route of a server runs, its caller is known; routes
 * ask {@link #tenant} and never take a tenant from the request.
 */
public final class Access implements Consumer<JavalinConfig> {

  /** What a caller may do. */
  public enum Scope {
    /** Publish answers, and read what became of them. */
    INGEST,
    /** Read answers, questions and insights. */
    READ,
    /** Erase candidates and change questions. */
    ADMIN
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

  private final Caller everyone;

  private Access(Caller everyone) {
    this.everyone = everyone;
  }

  /** Whoever reaches the server is this tenant, with all scopes. */
  public static Access everyone(String tenantId) {
    return new Access(new Caller(tenantId, EnumSet.allOf(Scope.class)));
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.before(ctx -> ctx.attribute(CALLER, everyone));
  }

  /** The caller of a request. */
  public static Caller caller(Context ctx) {
    Caller caller = ctx.attribute(CALLER);
    if (caller == null) {
      throw new IllegalStateException("no caller: the server has no Access");
    }
    return caller;
  }

  /** The caller's tenant. */
  public static String tenant(Context ctx) {
    return caller(ctx).tenantId();
  }
}
