package dev.starstream.scoring.eval;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Severity;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.Scorecard;
import dev.starstream.scoring.score.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A scorer whose judgement is plain to see: a sentence ends with a full stop, and its first letter
 * is the part it tells. "20%" is a percentage, an outcome in a result; "3x" is a multiplier. A key
 * point, a mistake and the company's focus are there where their names are.
 */
final class LetterScorer {
  private static final Pattern SENTENCE = Pattern.compile("[^. ][^.]*\\.");
  private static final Pattern METRIC = Pattern.compile("\\d+(%|x)");

  static Scorecard score(Answer answer, Optional<Question> question) {
    String text = answer.text();
    var sentences = new ArrayList<Scorecard.Sentence>();
    var metrics = new ArrayList<Scorecard.Metric>();
    var present = EnumSet.noneOf(Part.class);
    var found = SENTENCE.matcher(text);
    while (found.find()) {
      Part part = part(found.group().charAt(0));
      present.add(part);
      sentences.add(new Scorecard.Sentence(new Span(found.start(), found.end()), part));
      var metric = METRIC.matcher(found.group());
      while (metric.find()) {
        metrics.add(
            new Scorecard.Metric(
                new Span(found.start() + metric.start(), found.start() + metric.end()),
                metric.group(1).equals("%") ? MetricKind.PERCENT : MetricKind.MULTIPLIER,
                OptionalDouble.empty(),
                Optional.empty(),
                part == Part.RESULT));
      }
    }
    var star = new EnumMap<Part, Scorecard.StarPart>(Part.class);
    for (Part part : EnumSet.complementOf(EnumSet.of(Part.NONE))) {
      star.put(part, new Scorecard.StarPart(present.contains(part), 0, List.of()));
    }
    var mistakes = new ArrayList<Scorecard.MistakeFinding>();
    for (String id : List.of("blames_others", "hypothetical", "no_learning")) {
      if (text.contains(id)) {
        mistakes.add(new Scorecard.MistakeFinding(id, Severity.MINOR, Optional.empty(), ""));
      }
    }
    var points =
        question.map(Question::keyPoints).orElse(List.of()).stream()
            .map(
                point ->
                    new Scorecard.KeyPointFinding(
                        point.id(), text.contains(point.id()), Optional.empty()))
            .toList();
    return new Scorecard(
        star,
        sentences,
        metrics,
        metrics.stream().anyMatch(Scorecard.Metric::outcome),
        points,
        answer
            .company()
            .map(
                company ->
                    new Scorecard.CompanyFocus(company, text.contains("focus"), Optional.empty())),
        Optional.empty(),
        mistakes,
        0,
        0,
        OptionalDouble.empty(),
        0,
        false,
        0,
        new Scorecard.Critique("", "", 0, List.of()),
        "letters",
        "letters");
  }

  private static Part part(char letter) {
    for (Part part : Part.values()) {
      if (part.id().charAt(0) == letter) {
        return part;
      }
    }
    return Part.NONE;
  }

  private LetterScorer() {}
}
