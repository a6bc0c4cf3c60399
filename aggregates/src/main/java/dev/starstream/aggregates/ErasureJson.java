package dev.starstream.aggregates;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A receipt as a JSON document, the same over HTTP and on the command line. */
public final class ErasureJson {

  /** The document; {@code topicsClearAt} is null if a topic keeps its records for ever. */
  public static ObjectNode of(ErasureReceipt receipt) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("erasureId", receipt.erasureId().toString())
        .put("tenantId", receipt.tenantId())
        .put("candidateKey", receipt.candidateKey())
        .put("erasedAt", receipt.erasedAt().toString())
        .put("answersRemoved", receipt.answers())
        .put("textsRemoved", receipt.texts())
        .put("rejectsStripped", receipt.rejects())
        .put("answerIdsForgotten", receipt.idsForgotten())
        .put("laterAnswers", "refused")
        .put("topicsClearAt", receipt.topicsClearAt().map(Object::toString).orElse(null));
  }

  private ErasureJson() {}
}
