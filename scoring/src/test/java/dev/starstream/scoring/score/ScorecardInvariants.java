package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.Part;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;

/** What holds of every scorecard, whatever the text; plain ifs, so that fuzzing stays fast. */
public final class ScorecardInvariants {
  private static final Locale TURKISH = Locale.forLanguageTag("tr-TR-u-nu-arab");
  private static final TimeZone EAST = TimeZone.getTimeZone("Pacific/Kiritimati");

  /** Scores the text, checks the card, and scores it again elsewhere in the world. */
  public static Scorecard scored(AnswerScorer scorer, Answer answer, Optional<Question> question) {
    Scorecard card = scorer.score(answer, question);
    check(answer.text(), card, question);
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    String json = ScorecardJson.of("id", answer.text(), card).toString();
    try {
      Locale.setDefault(TURKISH);
      TimeZone.setDefault(EAST);
      Scorecard there = scorer.score(answer, question);
      holds(there.equals(card), "another locale: another scorecard");
      holds(
          ScorecardJson.of("id", answer.text(), there).toString().equals(json),
          "another locale: other JSON");
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
    return card;
  }

  private static void check(String text, Scorecard card, Optional<Question> question) {
    int end = 0;
    for (Scorecard.Sentence sentence : card.sentences()) {
      end = next(text, sentence.span(), end);
    }
    end = 0;
    for (Scorecard.Metric metric : card.metrics()) {
      end = next(text, metric.span(), end);
      holds(metric.value().isEmpty() || !Double.isNaN(metric.value().getAsDouble()), "value: NaN");
      holds(metric.unit().isEmpty() || !metric.unit().get().isBlank(), "unit: blank");
    }
    holds(
        card.outcomeMetric() == card.metrics().stream().anyMatch(Scorecard.Metric::outcome),
        "outcomeMetric: not what the metrics say");
    double shares = 0;
    for (var entry : card.star().entrySet()) {
      Scorecard.StarPart part = entry.getValue();
      holds(entry.getKey() != Part.NONE, "star: none");
      holds(part.share() >= 0 && part.share() <= 1, "share: " + part.share());
      holds(part.present() || part.share() == 0, "share of an absent part");
      int last = 0;
      for (Span span : part.evidence()) {
        last = next(text, span, last);
      }
      shares += part.share();
    }
    holds(card.star().size() == 5 && shares <= 1.001, "shares: " + shares);
    holds(
        card.keyPoints().size() == question.map(asked -> asked.keyPoints().size()).orElse(0),
        "key points: not those of the question");
    for (Scorecard.KeyPointFinding point : card.keyPoints()) {
      holds(point.covered() == point.evidence().isPresent(), "key point: no evidence");
      point.evidence().ifPresent(span -> next(text, span, 0));
    }
    card.companyFocus().flatMap(Scorecard.CompanyFocus::evidence).ifPresent(s -> next(text, s, 0));
    card.levelFit().flatMap(Scorecard.LevelFit::evidence).ifPresent(s -> next(text, s, 0));
    for (Scorecard.MistakeFinding mistake : card.mistakes()) {
      holds(mistake.id().matches("[a-z][a-z0-9_]*"), "mistake: " + mistake.id());
      holds(isSaid(mistake.advice()), "advice: " + mistake.advice());
      mistake.evidence().ifPresent(span -> next(text, span, 0));
    }
    holds(
        card.mistakes().stream().map(Scorecard.MistakeFinding::id).distinct().count()
            == card.mistakes().size(),
        "mistakes: one is there twice");
    share("structure", card.structure());
    share("content", card.content());
    share("overall", card.overall());
    card.delivery().ifPresent(delivery -> share("delivery", delivery));
    Scorecard.Critique critique = card.critique();
    holds(isSaid(critique.headline()), "headline: " + critique.headline());
    holds(card.mistakes().isEmpty() || !critique.fixFirst().isEmpty(), "a mistake without a fix");
    holds(critique.fixFirst().isEmpty() || isSaid(critique.fixFirst()), "fix: not said");
    share("fixGain", critique.fixGain());
    holds(critique.notes().size() <= 5, "notes: " + critique.notes().size());
    for (String note : critique.notes()) {
      holds(isSaid(note), "note: " + note);
      holds(
          note.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000) || hasLoneSurrogate(text),
          "note: cuts a character in two");
    }
    holds(
        critique.notes().stream().distinct().count() == critique.notes().size(),
        "notes: one is said twice");
  }

  /** Something is said, and no placeholder of the phrases is left in it. */
  private static boolean isSaid(String said) {
    return !said.isBlank() && !said.matches("(?s).*\\{(advice|quote|text|points|company)}.*");
  }

  /** The span holds something, begins at {@code from} or later, and splits no character. */
  private static int next(String text, Span span, int from) {
    holds(
        span.start() >= from && span.start() < span.end() && span.end() <= text.length(),
        "span: " + span + " (expected: from " + from + " to " + text.length() + ")");
    holds(isBoundary(text, span.start()) && isBoundary(text, span.end()), "span: " + span);
    return span.end();
  }

  private static boolean isBoundary(String text, int at) {
    return at == 0
        || at == text.length()
        || !Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints().anyMatch(c -> c >= 0xd800 && c < 0xe000);
  }

  private static void share(String name, double score) {
    holds(score >= 0 && score <= 1, name + ": " + score);
  }

  private static void holds(boolean condition, String problem) {
    if (!condition) {
      throw new AssertionError(problem);
    }
  }

  private ScorecardInvariants() {}
}
