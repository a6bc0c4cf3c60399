package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.Scorecard.CompanyFocus;
import dev.starstream.scoring.score.Scorecard.KeyPointFinding;
import dev.starstream.scoring.score.Scorecard.LevelFit;
import dev.starstream.scoring.score.Scorecard.Metric;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that the critique may speak of, and where its words stand in the answer.
 *
 * @param possible parts that are present or may be
 */
record CritiqueCase(
    Answer answer,
    Optional<Question> question,
    Optional<Question.CompanyFocus> looksFor,
    Optional<String> companyName,
    Findings findings,
    Scores scores,
    Set<Part> possible,
    List<Scorecard.Sentence> sentences,
    List<Metric> metrics,
    List<KeyPointFinding> keyPoints,
    Optional<CompanyFocus> focus,
    Optional<LevelFit> fit,
    Optional<Delivery> delivery,
    Optional<Span> firstFiller) {
  /** Length of a quotation where nothing else has to fit in. */
  static final int QUOTE_LENGTH = 70;

  private static final int WORDS_BEFORE = 5;

  String text() {
    return answer.text();
  }

  /** The level that it is spoken to as. */
  Level level() {
    return answer.level().orElse(Level.MID);
  }

  /** The level that was asked for; empty if none was. */
  String levelAsked() {
    return answer.level().map(Level::id).orElse("");
  }

  boolean mayHave(Part part) {
    return possible.contains(part);
  }

  // ---- places

  Part partAt(int offset) {
    int at = sentenceAt(offset);
    return at < 0 ? Part.NONE : sentences.get(at).part();
  }

  /** Number of the sentence that ends after that place; -1 if there is none. */
  private int sentenceAt(int offset) {
    int low = 0;
    int high = sentences.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sentences.get(middle).span().end() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < sentences.size() ? low : -1;
  }

  /** The sentence that has these words in it; the words themselves if none has all of them. */
  Span sentenceOf(Span words) {
    int at = sentenceAt(words.start());
    if (at < 0) {
      return words;
    }
    Span sentence = sentences.get(at).span();
    boolean inside = sentence.start() <= words.start() && words.end() <= sentence.end();
    return inside ? sentence : words;
  }

  Optional<Span> firstSentence() {
    return sentences.stream().map(Scorecard.Sentence::span).findFirst();
  }

  Optional<Span> lastSentence() {
    int last = sentences.size() - 1;
    return last < 0 ? Optional.empty() : Optional.of(sentences.get(last).span());
  }

  /** The first sentence that tells that part. */
  Optional<Span> first(Part part) {
    return sentences.stream()
        .filter(sentence -> sentence.part() == part)
        .map(Scorecard.Sentence::span)
        .findFirst();
  }

  /** The last sentence that tells that part. */
  Optional<Span> last(Part part) {
    for (int i = sentences.size() - 1; i >= 0; i--) {
      if (sentences.get(i).part() == part) {
        return Optional.of(sentences.get(i).span());
      }
    }
    return Optional.empty();
  }

  /** The first sentence that begins with "I". */
  Optional<Span> ownSentence() {
    String text = text();
    return sentences.stream()
        .map(Scorecard.Sentence::span)
        .filter(span -> text.startsWith("I ", span.start()) && span.end() - span.start() > 10)
        .findFirst();
  }

  // ---- quotations

  /** See {@link Quotation#of}. */
  Optional<String> quoted(Span span, int most) {
    return Quotation.of(text(), span, most);
  }

  /** The evidence with its clause or a few words before it, and the rest of its sentence. */
  Span around(Span evidence) {
    Span sentence = sentenceOf(evidence);
    return Quotation.around(text(), sentence, evidence, QUOTE_LENGTH, WORDS_BEFORE);
  }
}
