package dev.starstream.aggregates;

import dev.starstream.events.RejectReason;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which rejects are meant: those that meet every condition.
 *
 * @param reasons empty for all
 * @param since the earliest time of rejection
 * @param until the latest time of rejection
 * @param tenant empty for all; a tenant's are also those whose bytes do not tell a tenant
 * @param ids empty for all
 */
public record RejectSelection(
    Set<RejectReason> reasons,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> tenant,
    Set<UUID> ids) {

  public static final RejectSelection ALL =
      new RejectSelection(Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

  public RejectSelection {
    reasons = Set.copyOf(reasons);
    ids = Set.copyOf(ids);
    if (since.isPresent() && until.isPresent() && since.get().isAfter(until.get())) {
      throw new IllegalArgumentException(
          "since: " + since.get() + " (expected: not after until, which is " + until.get() + ")");
    }
  }

  /** One reject. */
  public static RejectSelection of(UUID id) {
    return new RejectSelection(
        Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(id));
  }

  /** As this one, with that latest time of rejection. */
  public RejectSelection until(Instant latest) {
    return new RejectSelection(reasons, since, Optional.of(latest), tenant, ids);
  }
}
