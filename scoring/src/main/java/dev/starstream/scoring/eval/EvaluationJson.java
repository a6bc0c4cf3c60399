package dev.starstream.scoring.eval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.scoring.eval.Evaluation.Counts;
import dev.starstream.scoring.eval.Evaluation.Misjudged;
import dev.starstream.scoring.eval.Evaluation.PresenceFigures;
import dev.starstream.scoring.eval.Evaluation.SentenceFigures;
import dev.starstream.scoring.eval.Evaluation.Share;
import dev.starstream.scoring.rubric.Part;
import java.util.Locale;
import java.util.OptionalDouble;

/** An evaluation as one JSON object; what is not labelled is null. Figures have four decimals. */
public final class EvaluationJson {

  /**
   * The figures of the report.
   *
   * @param errors how many misjudged sentences, mistakes and metrics it lists, of each at most
   */
  public static ObjectNode of(Evaluation evaluation, int errors) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("answers", evaluation.answers());
    var marks = json.putArray("marks");
    for (Evaluation.Mark mark : evaluation.marks()) {
      var node = marks.addObject().put("figure", mark.figure());
      put(node, "value", mark.value());
      node.put("n", mark.n())
          .put("firstMark", mark.first())
          .put("goal", mark.goal())
          .put("smallerIsBetter", mark.smallerIsBetter())
          .put("reached", mark.reached().name().toLowerCase(Locale.ROOT));
    }
    sentences(json.putObject("parts"), evaluation.parts());
    sentences(json.putObject("resultFirst"), evaluation.resultFirst());
    presence(json.putObject("presence"), evaluation.presence());
    var falls = json.putObject("flagFalls");
    share(falls, "all", evaluation.allFlagFalls());
    evaluation.flagFalls().forEach((part, share) -> share(falls, part.id(), share));
    var metrics = json.putObject("metrics").put("answers", evaluation.metrics().answers());
    counts(metrics, "spans", evaluation.metrics().spans());
    share(metrics, "kind", evaluation.metrics().kind());
    share(metrics, "outcome", evaluation.metrics().outcome());
    share(metrics, "outcomeMetric", evaluation.metrics().outcomeMetric());
    var mistakes = json.putObject("mistakes");
    put(mistakes, "macroF1", evaluation.mistakesMacroF1());
    var byId = mistakes.putObject("byId");
    evaluation.mistakes().forEach((id, counts) -> counts(byId, id, counts));
    var storyless = json.putObject("storyless");
    share(storyless, "givenActionOrResult", evaluation.storyless().givenActionOrResult());
    evaluation
        .storyless()
        .flagged()
        .forEach((mistake, share) -> share(storyless, mistake.id(), share));
    counts(json, "keyPoints", evaluation.keyPoints());
    share(json, "companyFocus", evaluation.companyFocus());
    var voices = json.putObject("voices");
    evaluation
        .voices()
        .forEach(
            (voice, figures) -> {
              var node = voices.putObject(voice).put("answers", figures.answers());
              node.put("sentences", figures.parts().all());
              put(node, "accuracy", figures.parts().accuracy());
              put(node, "macroF1", figures.parts().macroF1());
              put(node, "presenceF1", figures.presence().meanF1());
            });
    if (errors > 0) {
      misjudged(json.putObject("misjudged"), evaluation.misjudged().first(errors));
    }
    return json;
  }

  private static void sentences(ObjectNode json, SentenceFigures figures) {
    json.put("answers", figures.answers()).put("sentences", figures.all());
    put(json, "macroF1", figures.macroF1());
    put(json, "accuracy", figures.accuracy());
    var byPart = json.putObject("byPart");
    Evaluation.STAR.forEach(part -> counts(byPart, part.id(), figures.counts(part)));
    var confusion = json.putObject("confusion");
    for (Part labelled : Part.values()) {
      var row = confusion.putObject(labelled.id());
      for (Part scored : Part.values()) {
        row.put(scored.id(), figures.count(labelled, scored));
      }
    }
  }

  private static void presence(ObjectNode json, PresenceFigures figures) {
    json.put("texts", figures.texts());
    put(json, "meanF1", figures.meanF1());
    var byPart = json.putObject("byPart");
    figures.byPart().forEach((part, counts) -> counts(byPart, part.id(), counts));
  }

  private static void misjudged(ObjectNode json, Misjudged wrong) {
    var sentences = json.putArray("sentences");
    wrong
        .sentences()
        .forEach(
            one ->
                sentences
                    .addObject()
                    .put("id", one.answerId())
                    .put("labelled", one.labelled().id())
                    .put("scored", one.scored().id())
                    .put("text", one.text()));
    var mistakes = json.putArray("mistakes");
    wrong
        .mistakes()
        .forEach(
            one ->
                mistakes
                    .addObject()
                    .put("id", one.answerId())
                    .put("mistake", one.mistake())
                    .put("labelled", one.labelled()));
    var metrics = json.putArray("metrics");
    wrong
        .metrics()
        .forEach(
            one ->
                metrics
                    .addObject()
                    .put("id", one.answerId())
                    .put("surface", one.surface())
                    .put("labelled", one.labelled())
                    .put("scored", one.scored()));
  }

  private static void counts(ObjectNode json, String key, Counts counts) {
    var node = json.putObject(key);
    put(node, "precision", counts.precision());
    put(node, "recall", counts.recall());
    put(node, "f1", counts.f1());
    node.put("positives", counts.positives()).put("negatives", counts.negatives());
  }

  private static void share(ObjectNode json, String key, Share share) {
    var node = json.putObject(key);
    put(node, "share", share.value());
    node.put("hits", share.hits()).put("n", share.of());
  }

  private static void put(ObjectNode json, String key, OptionalDouble value) {
    if (value.isPresent()) {
      json.put(key, Math.rint(value.getAsDouble() * 10_000) / 10_000);
    } else {
      json.putNull(key);
    }
  }

  private EvaluationJson() {}
}
