package dev.starstream.aggregates;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A user of ClickHouse and what it is for.
 *
 * @param user 1 to 64 letters, digits and {@code _ . @ -}
 * @param tenant whose rows it sees; present for the role {@code TENANT} and for no other
 */
public record Account(String user, Role role, Optional<String> tenant) {

  /** What a user is for; deploy/clickhouse/roles.sql says what each may do. */
  public enum Role {
    /** A person or BI tool that reads the views of all tenants. */
    ANALYST,
    /** The same for one tenant. */
    TENANT,
    /** Grafana and the like. */
    DASHBOARD,
    /** The stages. */
    SINK
  }

  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.@-]{1,64}");
  private static final String EXPECTED =
      "analyst=USER, dashboard=USER, sink=USER or tenant:TENANT=USER";

  public Account {
    if (!USER.matcher(user).matches()) {
      throw new IllegalArgumentException(
          "user: '" + user + "' (expected: 1 to 64 letters, digits and _ . @ -)");
    }
    if (tenant.isPresent() != (role == Role.TENANT) || tenant.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("user " + user + " (expected: " + EXPECTED + ")");
    }
  }

  /** Reads {@code analyst=anna} or {@code tenant:acme=acme_bi}. */
  public static Account parse(String text) {
    int equals = text.lastIndexOf('=');
    var role = equals < 0 ? "" : text.substring(0, equals);
    int colon = role.indexOf(':');
    try {
      return new Account(
          text.substring(equals + 1),
          Role.valueOf((colon < 0 ? role : role.substring(0, colon)).toUpperCase(Locale.ROOT)),
          colon < 0 ? Optional.empty() : Optional.of(role.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("account: '" + text + "' (expected: " + EXPECTED + ")", e);
    }
  }

  /** The role's name in ClickHouse. */
  String roleName() {
    var name = "starstream_" + role.name().toLowerCase(Locale.ROOT);
    return tenant.map(id -> name + "_" + id).orElse(name);
  }
}
