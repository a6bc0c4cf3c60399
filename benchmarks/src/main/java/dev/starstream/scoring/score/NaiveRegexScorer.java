package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How interview tools commonly score without a language model: a keyword list for each STAR part as
 * one regular expression, another for numbers with a unit, and {@code contains} for mistakes. It
 * finds far less than {@link AnswerScorer} and knows no neighbours, outcomes or critique; patterns
 * are compiled once.
 */
final class NaiveRegexScorer {
  /** What it finds. */
  record Result(
      Map<String, List<String>> sentencesByPart,
      List<Span> metrics,
      List<String> mistakes,
      List<String> keyPoints,
      double score) {}

  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+");
  private static final Pattern METRIC =
      Pattern.compile(
          "(?:[$€£]\\s?)?\\b\\d+(?:[.,]\\d+)*(?:\\s?(?:%|percent\\b|k\\b|m\\b|x\\b|times\\b"
              + "|hours?\\b|days?\\b|weeks?\\b|months?\\b|minutes?\\b|seconds?\\b|people\\b"
              + "|users?\\b|customers?\\b|tickets?\\b|orders?\\b))",
          Pattern.CASE_INSENSITIVE);
  private static final Map<String, Pattern> PARTS =
      Map.of(
          "situation",
          words(
              "when i was|at the time|last year|last summer|in my previous|in my last role|we had"
                  + "|there was|the team was|our team|was working|the company|background|context"
                  + "|the problem was|the situation was|had been|used to"),
          "task",
          words(
              "my task|my job was|my role was|i was responsible|i was asked|i needed to|i had to"
                  + "|we needed to|the goal was|the aim was|my goal|deadline|was supposed to"
                  + "|expected to|in charge of|objective"),
          "action",
          words(
              "i decided|i built|i wrote|i created|i led|i organi[sz]ed|i talked|i asked|i set up"
                  + "|i started|i proposed|i implemented|i analy[sz]ed|i designed|i moved|i made"
                  + "|i met|i showed|i changed|i fixed|i pulled|so i|then i|first,? i"),
          "result",
          words(
              "as a result|in the end|the result|resulted in|led to|increased|decreased|reduced"
                  + "|improved|saved|grew|dropped|fell|went from|went up|went down|finally"
                  + "|outcome|successfully|achieved|delivered"),
          "learning",
          words(
              "i learned|i learnt|taught me|lesson|takeaway|looking back|in hindsight|next time"
                  + "|since then|i would do|i realised|i realized|now i"));
  private static final Map<String, List<String>> MISTAKES =
      Map.of(
          "hypothetical", List.of("i would ", "i'd probably", "i might ", "hypothetically"),
          "absolutist", List.of("always ", "never ", "at all costs", "no matter what"),
          "blames_others", List.of("their fault", "his fault", "her fault", "not my fault"),
          "skips_tests", List.of("skip the tests", "skipped tests", "without tests", "no tests"),
          "generic", List.of("team player", "hard worker", "think outside the box"));

  private final Map<String, Pattern> keyPoints = new LinkedHashMap<>();

  NaiveRegexScorer(Question question) {
    for (Question.KeyPoint point : question.keyPoints()) {
      keyPoints.put(
          point.id(),
          words(
              point.cues().stream()
                  .flatMap(cue -> cue.terms().stream().limit(1))
                  .flatMap(term -> term.phrases().stream())
                  .filter(phrase -> !phrase.contains("NUM"))
                  .distinct()
                  .collect(Collectors.joining("|"))
                  .replace("*", "\\w*")));
    }
  }

  Result score(String text) {
    var sentencesByPart = new HashMap<String, List<String>>();
    for (String sentence : SENTENCE_END.split(text, -1)) {
      PARTS.forEach(
          (part, keywords) -> {
            if (keywords.matcher(sentence).find()) {
              sentencesByPart.computeIfAbsent(part, none -> new ArrayList<>()).add(sentence);
            }
          });
    }
    var metrics = new ArrayList<Span>();
    for (Matcher metric = METRIC.matcher(text); metric.find(); ) {
      metrics.add(new Span(metric.start(), metric.end()));
    }
    String lower = text.toLowerCase(Locale.ROOT);
    var mistakes = new ArrayList<String>();
    MISTAKES.forEach(
        (mistake, phrases) -> {
          if (phrases.stream().anyMatch(lower::contains)) {
            mistakes.add(mistake);
          }
        });
    var covered = new ArrayList<String>();
    keyPoints.forEach(
        (id, cues) -> {
          if (cues.matcher(text).find()) {
            covered.add(id);
          }
        });
    double score =
        0.1 * sentencesByPart.size()
            + (metrics.isEmpty() ? 0 : 0.2)
            + 0.3 * covered.size() / keyPoints.size()
            - 0.1 * mistakes.size();
    return new Result(sentencesByPart, metrics, mistakes, covered, score);
  }

  private static Pattern words(String alternatives) {
    return Pattern.compile("\\b(?:" + alternatives + ")\\b", Pattern.CASE_INSENSITIVE);
  }
}
