package dev.starstream.scoring.score;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.scoring.score.Scorecard.Critique;
import dev.starstream.scoring.score.Scorecard.KeyPointFinding;
import dev.starstream.scoring.score.Scorecard.Metric;
import dev.starstream.scoring.score.Scorecard.MistakeFinding;
import dev.starstream.scoring.score.Scorecard.Sentence;
import java.util.Optional;

/** Scorecards as JSON: the keys and their order are the contract of {@code starstream score}. */
public final class ScorecardJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /**
   * The scorecard under the contract's keys.
   *
   * @param id of the answer
   * @param text of the answer, from which the metrics' surfaces are taken
   */
  public static ObjectNode of(String id, String text, Scorecard card) {
    ObjectNode json = JSON.objectNode();
    json.put("id", id);
    ObjectNode star = json.putObject("star");
    card.star()
        .forEach(
            (part, told) ->
                star.putObject(part.id())
                    .put("present", told.present())
                    .put("share", told.share()));
    ArrayNode sentences = json.putArray("sentences");
    for (Sentence sentence : card.sentences()) {
      sentences
          .addObject()
          .put("start", sentence.span().start())
          .put("end", sentence.span().end())
          .put("part", sentence.part().id());
    }
    ArrayNode metrics = json.putArray("metrics");
    for (Metric metric : card.metrics()) {
      metrics
          .addObject()
          .put("start", metric.span().start())
          .put("end", metric.span().end())
          .put("surface", metric.span().of(text))
          .put("kind", metric.kind().id())
          .put("outcome", metric.outcome());
    }
    json.put("outcomeMetric", card.outcomeMetric());
    ArrayNode keyPoints = json.putArray("keyPoints");
    for (KeyPointFinding point : card.keyPoints()) {
      ObjectNode node = keyPoints.addObject().put("id", point.id()).put("covered", point.covered());
      putSpan(node, point.evidence());
    }
    ArrayNode mistakes = json.putArray("mistakes");
    for (MistakeFinding mistake : card.mistakes()) {
      ObjectNode node =
          mistakes.addObject().put("id", mistake.id()).put("severity", mistake.severity().id());
      putSpan(node, mistake.evidence());
      node.put("advice", mistake.advice());
    }
    json.put("structure", card.structure());
    json.put("content", card.content());
    if (card.delivery().isPresent()) {
      json.put("delivery", card.delivery().getAsDouble());
    } else {
      json.putNull("delivery");
    }
    json.put("overall", card.overall());
    json.put("passed", card.passed());
    Critique critique = card.critique();
    ObjectNode said = json.putObject("critique");
    said.put("headline", critique.headline());
    said.put("fixFirst", critique.fixFirst());
    ArrayNode notes = said.putArray("notes");
    critique.notes().forEach(notes::add);
    json.put("scorerVersion", card.scorerVersion());
    json.put("rubricVersion", card.rubricVersion());
    return json;
  }

  private static void putSpan(ObjectNode node, Optional<Span> evidence) {
    if (evidence.isPresent()) {
      node.putArray("evidence").add(evidence.get().start()).add(evidence.get().end());
    }
  }

  private ScorecardJson() {}
}
