package dev.starstream.ingest;

import java.util.Objects;
import java.util.UUID;

/** An answer of a tenant: nobody is told of another tenant's. */
public record AnswerKey(String tenantId, UUID answerId) {
  public AnswerKey {
    Objects.requireNonNull(tenantId, "tenantId");
    Objects.requireNonNull(answerId, "answerId");
  }
}
