package dev.starstream.scoring.eval;

import dev.starstream.scoring.eval.Evaluation.Counts;
import dev.starstream.scoring.eval.Evaluation.Mark;
import dev.starstream.scoring.eval.Evaluation.Misjudged;
import dev.starstream.scoring.eval.Evaluation.MisjudgedSentence;
import dev.starstream.scoring.eval.Evaluation.SentenceFigures;
import dev.starstream.scoring.eval.Evaluation.Share;
import dev.starstream.scoring.rubric.Part;
import java.util.HashMap;
import java.util.Locale;
import java.util.OptionalDouble;

/** An evaluation as a report to read. */
public final class EvaluationText {
  private static final String NOT_LABELLED = "not labelled";

  private final StringBuilder out = new StringBuilder();

  private EvaluationText() {}

  /**
   * The whole report.
   *
   * @param errors how many misjudged sentences, mistakes and metrics it lists, of each at most
   */
  public static String of(Evaluation evaluation, int errors) {
    var text = new EvaluationText();
    text.add(evaluation);
    if (errors > 0) {
      text.addMisjudged(evaluation.misjudged().first(errors), evaluation.misjudged());
    }
    return text.out.toString();
  }

  private void add(Evaluation evaluation) {
    line(
        "answers: %,d; labelled sentences: %,d%s",
        evaluation.answers(),
        evaluation.parts().all(),
        evaluation.voices().isEmpty() ? "" : "; voices: " + evaluation.voices().size());
    heading("Marks");
    line("%-54s %12s %7s %6s %6s  %s", "", "value", "n", "first", "goal", "reached");
    for (Mark mark : evaluation.marks()) {
      addMark(mark);
    }
    addSentences("Part of a sentence (learning counts as result)", evaluation.parts());
    addConfusion(evaluation.parts());
    addSentences("The same with the result told first", evaluation.resultFirst());
    addPresence(evaluation);
    addFlagFalls(evaluation);
    addMetrics(evaluation.metrics());
    addMistakes(evaluation);
    addRest(evaluation);
    addVoices(evaluation);
  }

  private void addMark(Mark mark) {
    String reached =
        switch (mark.reached()) {
          case NOT_LABELLED -> "-";
          case NEITHER -> "no";
          case FIRST_MARK -> "first mark";
          case GOAL -> "goal";
        };
    String less = mark.smallerIsBetter() ? "<" : "";
    line(
        "%-54s %12s %,7d %6s %6s  %s",
        mark.figure(),
        shown(mark.value()),
        mark.n(),
        String.format(Locale.ROOT, "%s%.2f", less, mark.first()),
        String.format(Locale.ROOT, "%s%.2f", less, mark.goal()),
        reached);
  }

  private void addSentences(String heading, SentenceFigures figures) {
    heading(heading);
    if (figures.all() == 0) {
      line(NOT_LABELLED);
      return;
    }
    countsHeader();
    for (Part part : Evaluation.STAR) {
      counts(part.id(), figures.counts(part));
    }
    line(
        "macro-F1 %s, accuracy %s; %,d sentences of %,d answers",
        shown(figures.macroF1()), shown(figures.accuracy()), figures.all(), figures.answers());
  }

  private void addConfusion(SentenceFigures figures) {
    if (figures.all() == 0) {
      return;
    }
    var header = new StringBuilder(String.format(Locale.ROOT, "%n%-21s", "labelled \\ scored"));
    for (Part scored : Part.values()) {
      header.append(String.format(Locale.ROOT, "%10s", scored.id()));
    }
    out.append(header).append('\n');
    for (Part labelled : Part.values()) {
      var row = new StringBuilder(String.format(Locale.ROOT, "%-21s", labelled.id()));
      for (Part scored : Part.values()) {
        row.append(String.format(Locale.ROOT, "%,10d", figures.count(labelled, scored)));
      }
      out.append(row).append('\n');
    }
  }

  private void addPresence(Evaluation evaluation) {
    heading("Part present or removed (learning counts as result)");
    if (evaluation.presence().texts() == 0) {
      line(NOT_LABELLED);
      return;
    }
    countsHeader();
    evaluation.presence().byPart().forEach((part, counts) -> counts(part.id(), counts));
    line(
        "mean F1 %s; %,d texts: each story whole, and without each of its parts",
        shown(evaluation.presence().meanF1()), evaluation.presence().texts());
  }

  private void addFlagFalls(Evaluation evaluation) {
    heading("Flag falls when the part is removed");
    if (evaluation.allFlagFalls().of() == 0) {
      line(NOT_LABELLED);
      return;
    }
    evaluation.flagFalls().forEach((part, share) -> share(part.id(), share));
    share("all", evaluation.allFlagFalls());
  }

  private void addMetrics(Evaluation.MetricFigures metrics) {
    heading("Metrics");
    if (metrics.answers() == 0) {
      line(NOT_LABELLED);
      return;
    }
    countsHeader();
    counts("span, exactly", metrics.spans());
    share("kind, of found spans", metrics.kind());
    share("outcome, the same", metrics.outcome());
    share("outcomeMetric", metrics.outcomeMetric());
  }

  private void addMistakes(Evaluation evaluation) {
    heading("Mistakes");
    if (evaluation.mistakes().isEmpty()) {
      line(NOT_LABELLED);
      return;
    }
    line("%-34s %9s %9s %9s %8s %8s", "", "precision", "recall", "F1", "present", "absent");
    evaluation
        .mistakes()
        .forEach(
            (id, counts) ->
                line(
                    "%-34s %9s %9s %9s %,8d %,8d",
                    id,
                    brief(counts.precision()),
                    brief(counts.recall()),
                    brief(counts.f1()),
                    counts.positives(),
                    counts.negatives()));
    line("macro-F1 %s, of those that are present", shown(evaluation.mistakesMacroF1()));
  }

  private void addRest(Evaluation evaluation) {
    heading("Texts that tell no story");
    share("given action or result", evaluation.storyless().givenActionOrResult());
    evaluation
        .storyless()
        .flagged()
        .forEach((mistake, share) -> share("flagged " + mistake.id(), share));
    heading("Key points and company focus");
    Counts points = evaluation.keyPoints();
    if (points.all() == 0) {
      line("%-34s %12s", "key points covered", NOT_LABELLED);
    } else {
      countsHeader();
      counts("key points covered", points);
    }
    share("company focus", evaluation.companyFocus());
  }

  private void addVoices(Evaluation evaluation) {
    if (evaluation.voices().isEmpty()) {
      return;
    }
    heading("By voice");
    line(
        "%-34s %8s %9s %9s %9s %12s",
        "", "answers", "sentences", "accuracy", "macro-F1", "presence F1");
    evaluation
        .voices()
        .forEach(
            (voice, figures) ->
                line(
                    "%-34s %,8d %,9d %9s %9s %12s",
                    voice,
                    figures.answers(),
                    figures.parts().all(),
                    brief(figures.parts().accuracy()),
                    brief(figures.parts().macroF1()),
                    brief(figures.presence().meanF1())));
  }

  // ---- misjudged

  private void addMisjudged(Misjudged few, Misjudged all) {
    heading("Misjudged sentences");
    line("%,d of %,d", few.sentences().size(), all.sentences().size());
    var sizes = new HashMap<String, Integer>();
    all.sentences().forEach(wrong -> sizes.merge(wrong.confusion(), 1, Integer::sum));
    String confusion = "";
    for (MisjudgedSentence wrong : few.sentences()) {
      if (!wrong.confusion().equals(confusion)) {
        confusion = wrong.confusion();
        out.append('\n');
        line("%s (%,d)", confusion, sizes.get(confusion));
      }
      line("  %s: %s", wrong.answerId(), oneLine(wrong.text()));
    }
    heading("Misjudged mistakes");
    line("%,d of %,d", few.mistakes().size(), all.mistakes().size());
    few.mistakes()
        .forEach(
            wrong ->
                line(
                    "  %s: %s %s",
                    wrong.answerId(), wrong.mistake(), wrong.labelled() ? "missed" : "made up"));
    heading("Misjudged metrics");
    line("%,d of %,d", few.metrics().size(), all.metrics().size());
    few.metrics()
        .forEach(
            wrong ->
                line(
                    "  %s: '%s' %s -> %s",
                    wrong.answerId(), oneLine(wrong.surface()), wrong.labelled(), wrong.scored()));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  // ---- lines

  private void countsHeader() {
    line("%-34s %9s %9s %9s %8s", "", "precision", "recall", "F1", "n");
  }

  private void counts(String name, Counts counts) {
    line(
        "%-34s %9s %9s %9s %,8d",
        name,
        brief(counts.precision()),
        brief(counts.recall()),
        brief(counts.f1()),
        counts.positives());
  }

  private void share(String name, Share share) {
    if (share.of() == 0) {
      line("%-34s %12s", name, NOT_LABELLED);
    } else {
      line("%-34s %12s  %,d of %,d", name, shown(share.value()), share.hits(), share.of());
    }
  }

  private void heading(String heading) {
    out.append('\n').append(heading).append('\n');
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  private static String shown(OptionalDouble value) {
    return value.isEmpty() ? NOT_LABELLED : String.format(Locale.ROOT, "%.3f", value.getAsDouble());
  }

  /** For a column that is too narrow for words. */
  private static String brief(OptionalDouble value) {
    return value.isEmpty() ? "-" : shown(value);
  }
}
