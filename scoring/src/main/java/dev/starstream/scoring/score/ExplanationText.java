package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Severity;
import dev.starstream.scoring.score.Explanation.Points;
import dev.starstream.scoring.score.Explanation.Reason;
import dev.starstream.scoring.score.Explanation.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An explanation as text to read. */
public final class ExplanationText {
  private static final int REASONS_SHOWN = 6;
  private static final int CHARS_SHOWN = 300;

  private final Explanation explanation;
  private final Scorecard card;
  private final String text;
  private final StringBuilder out = new StringBuilder();

  private ExplanationText(Explanation explanation) {
    this.explanation = explanation;
    card = explanation.card();
    text = explanation.answer().text();
  }

  /** The explanation of the answer with this id. */
  public static String of(String id, Explanation explanation) {
    var text = new ExplanationText(explanation);
    text.line(
        "%s: overall %s, %s",
        id, score(text.card.overall()), text.card.passed() ? "passed" : "not passed");
    text.line("%s", text.card.critique().headline());
    text.addSentences();
    text.addPresence();
    text.addMetrics();
    text.addMistakes();
    text.addQuestion();
    text.addStructure();
    text.addContent();
    text.addOverall();
    return text.out.toString();
  }

  private void addSentences() {
    heading("Sentences, each with what makes it this part rather than the runner-up");
    int number = 1;
    for (Explanation.SentenceReasons sentence : explanation.sentences()) {
      line("%3d %s  %s", number++, sentence.part().id(), quoted(sentence.span()));
      if (sentence.reasons().isEmpty()) {
        line("      the text as a whole is not read");
      } else {
        line(
            "      %s over %s: %s",
            signed(sentence.margin()), sentence.runnerUp().id(), reasons(sentence.reasons()));
      }
    }
  }

  private void addPresence() {
    heading("Parts that count as present");
    for (Explanation.Presence one : explanation.presence()) {
      boolean likely = one.probability() >= one.threshold();
      line(
          "  %-10s %-3s  probability %.3f, present from %.3f on%s",
          one.part().id(),
          one.present() ? "yes" : "no",
          one.probability(),
          one.threshold(),
          likely && !one.present() ? ", but the text as a whole is not read" : "");
    }
  }

  private void addMetrics() {
    heading("Metrics; one is an outcome if its sum is above 0");
    if (explanation.metrics().isEmpty()) {
      line("  none");
    }
    for (Explanation.MetricReasons metric : explanation.metrics()) {
      line(
          "  %s %s, %s: %s = %s",
          quoted(metric.metric().span()),
          metric.metric().kind().id(),
          metric.metric().outcome() ? "outcome" : "no outcome",
          signed(metric.sum()),
          all(metric.reasons()));
    }
  }

  private void addMistakes() {
    heading("Mistakes");
    if (explanation.mistakes().isEmpty()) {
      line("  none");
    }
    for (Explanation.MistakeReasons mistake : explanation.mistakes()) {
      line("  %s (%s)", mistake.mistake().id(), mistake.mistake().severity().id());
      line("      %s", mistake.why());
      mistake.mistake().evidence().ifPresent(span -> line("      shows in %s", quoted(span)));
      var cues = new ArrayList<String>();
      mistake.cues().forEach(cue -> cues.add(cue.list() + " " + quoted(cue.span())));
      if (!cues.isEmpty()) {
        line("      heard: %s", String.join(", ", cues));
      }
    }
  }

  private void addQuestion() {
    if (!explanation.keyPoints().isEmpty()) {
      heading("Key points of the question");
    }
    for (Explanation.KeyPointReasons point : explanation.keyPoints()) {
      Optional<Span> evidence = point.keyPoint().evidence();
      if (evidence.isPresent()) {
        line("  %s: covered by %s", point.keyPoint().id(), quoted(evidence.get()));
      } else {
        var phrases = point.wouldCover().stream().map(phrase -> "\"" + phrase + "\"").toList();
        line("  %s: missed; listens for %s ...", point.keyPoint().id(), String.join(", ", phrases));
      }
    }
    card.companyFocus()
        .ifPresent(
            focus ->
                line(
                    "  what %s looks for: %s",
                    focus.company(),
                    focus.evidence().map(span -> "spoken to in " + quoted(span)).orElse("missed")));
    card.levelFit()
        .ifPresent(
            fit ->
                line(
                    "%nLevel: asked %s, shown %s%s",
                    fit.asked().id(),
                    fit.shown().id(),
                    fit.evidence().map(span -> " by " + quoted(span)).orElse("")));
  }

  private void addStructure() {
    heading("Structure " + score(card.structure()));
    explanation.of(Sum.STRUCTURE).forEach(this::addPoints);
  }

  private void addContent() {
    heading("Content " + score(card.content()));
    List<Points> all = explanation.of(Sum.CONTENT);
    double earned = 0;
    double of = 0;
    for (Points points : all) {
      if (points.of() > 0) {
        addPoints(points);
        earned += points.points();
        of += points.of();
      }
    }
    line("  %-36s %7.4f", "earned, as a share", of == 0 ? 0 : earned / of);
    all.stream().filter(points -> points.of() == 0).forEach(this::addPoints);
  }

  /** A line of the sum; what changes nothing is left out. */
  private void addPoints(Points points) {
    if (points.of() > 0) {
      line("  %-36s %7.4f of %.4f", points.what(), points.points(), points.of());
    } else if (points.points() != 0) {
      line("  %-36s %7.4f", points.what(), points.points());
    }
  }

  private void addOverall() {
    heading("Overall " + score(card.overall()));
    var summands = new ArrayList<String>();
    double sum = 0;
    double weights = 0;
    for (Points points : explanation.of(Sum.OVERALL)) {
      summands.add(
          String.format(
              Locale.ROOT, "%s %.2f x %.4f", points.what(), points.of(), points.points()));
      sum += points.of() * points.points();
      weights += points.of();
    }
    line("  (%s) / %.2f = %.4f", String.join(" + ", summands), weights, sum / weights);
    for (Points cap : explanation.of(Sum.CAP)) {
      if (cap.points() < 1) {
        line("  at most %.2f with %s", cap.points(), cap.what());
      }
    }
    explanation.delivery().ifPresent(said -> line("  delivery: %s", said));
    for (Points mark : explanation.of(Sum.PASS_MARK)) {
      String level =
          explanation.answer().level().map(asked -> "level " + asked.id()).orElse("no level");
      line("  pass mark %.2f (%s): %s", mark.points(), level, passed());
    }
  }

  private String passed() {
    if (card.passed()) {
      return "passed";
    }
    for (Scorecard.MistakeFinding mistake : card.mistakes()) {
      if (mistake.severity() == Severity.CRITICAL) {
        return "not passed, as " + mistake.id() + " is critical";
      }
    }
    return "not passed";
  }

  // ---- words

  private String reasons(List<Reason> reasons) {
    if (reasons.size() <= REASONS_SHOWN + 1) {
      return all(reasons);
    }
    List<Reason> rest = reasons.subList(REASONS_SHOWN, reasons.size());
    double weight = rest.stream().mapToDouble(Reason::weight).sum();
    return all(reasons.subList(0, REASONS_SHOWN)) + ", " + rest.size() + " more " + signed(weight);
  }

  private String all(List<Reason> reasons) {
    var words = new ArrayList<String>();
    for (Reason reason : reasons) {
      String evidence = reason.evidence().map(span -> " " + quoted(span)).orElse("");
      words.add(reason.what() + evidence + " " + signed(reason.weight()));
    }
    return String.join(", ", words);
  }

  private String quoted(Span span) {
    String words = span.of(text).replaceAll("\\s+", " ");
    return "\""
        + (words.length() <= CHARS_SHOWN ? words : words.substring(0, CHARS_SHOWN) + "...")
        + "\"";
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", value == 0 ? 0.0 : value);
  }

  private static String score(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private void heading(String heading) {
    out.append('\n').append(heading).append('\n');
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
