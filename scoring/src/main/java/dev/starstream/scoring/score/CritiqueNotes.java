package dev.starstream.scoring.score;

import dev.starstream.scoring.score.Scorecard.CompanyFocus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The notes of one story's critique: further gaps, what works already, a tip; so many that all is
 * read in half a minute, and none says what was said before.
 */
final class CritiqueNotes {
  private static final int MOST_NOTES = 5;
  private static final int MOST_WORDS = 125;
  private static final int NOTE_LENGTH = 220;
  private static final int MOST_KEY_POINTS = 2;
  private static final int STEM = 6;
  private static final Pattern NO_LETTERS = Pattern.compile("[^A-Za-z]+");

  private final CritiqueSentences sentences;
  private final CritiqueCase about;
  private final CritiqueNumbers numbers;
  private final MendText texts;
  private final String headline;
  private final String fix;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param texts has said the fix
   */
  CritiqueNotes(
      CritiqueSentences sentences,
      CritiqueCase about,
      CritiqueNumbers numbers,
      MendText texts,
      String headline,
      String fix) {
    this.sentences = sentences;
    this.about = about;
    this.numbers = numbers;
    this.texts = texts;
    this.headline = headline;
    this.fix = fix;
  }

  /**
   * The notes; to be called once.
   *
   * @param mends what could be better besides the fix
   * @param heard what to say of how it was spoken
   */
  List<String> of(List<Mend> mends, Optional<String> heard) {
    Optional<String> keep = keep();
    boolean hearing = mends.stream().anyMatch(CritiqueNotes::isHeard);
    int reserved = (keep.isPresent() ? 1 : 0) + (hearing ? 1 : 0);
    int words = words(headline) + words(fix) + words(keep.orElse(""));
    words += hearing ? words(heard.orElse("")) : 0;
    for (Mend mend : mends) {
      boolean isHeard = isHeard(mend);
      if (!isHeard
          && (notes.size() + reserved >= MOST_NOTES
              || (mend.isKeyPoint() && texts.keyPointsTold() >= MOST_KEY_POINTS))) {
        continue;
      }
      MendText.Said said = texts.of(mend, NOTE_LENGTH);
      String note = said.text();
      if (note.isEmpty() || isSaid(note) || (!isHeard && words + words(note) > MOST_WORDS)) {
        continue;
      }
      words += isHeard ? 0 : words(note);
      reserved -= isHeard ? 1 : 0;
      texts.keep(said);
      notes.add(note);
    }
    keep.filter(note -> !isSaid(note)).ifPresent(notes::add);
    Optional<String> tip = about.scores().passed() ? Optional.empty() : tip();
    if (tip.isPresent() && notes.size() < MOST_NOTES && words + words(tip.get()) <= MOST_WORDS) {
      notes.add(tip.get());
    }
    return notes;
  }

  private static boolean isHeard(Mend mend) {
    return mend.id().equals(Mend.DELIVERY);
  }

  /** What works already: the words that the company looks for, or the measured outcome. */
  private Optional<String> keep() {
    Optional<Span> met = about.focus().flatMap(CompanyFocus::evidence);
    if (met.isPresent() && about.looksFor().isPresent() && about.companyName().isPresent()) {
      Optional<String> quote = quoted(met.get()).filter(words -> !isSaid(words));
      if (quote.isPresent()) {
        String note = sentences.company(about, "note_company_met", Map.of("quote", quote.get()));
        return Optional.of(note).filter(said -> said.length() <= NOTE_LENGTH);
      }
    }
    return numbers
        .outcome()
        .flatMap(this::quoted)
        .filter(quote -> !isSaid(quote) && !headline.contains("\""))
        .map(quote -> sentences.say(about, "note_keep", Map.of("quote", quote)));
  }

  private Optional<String> quoted(Span evidence) {
    return about.quoted(about.around(evidence), CritiqueCase.QUOTE_LENGTH);
  }

  /** The first of the question's tips that is not said already in other words. */
  private Optional<String> tip() {
    Set<String> said = stems(fix + " " + String.join(" ", notes));
    return about.question().stream()
        .flatMap(asked -> asked.tips().stream())
        .filter(tip -> stems(tip).stream().noneMatch(said::contains))
        .findFirst()
        .map(tip -> sentences.tip(about, tip));
  }

  /** The first letters of the longer words. */
  private static Set<String> stems(String text) {
    var stems = new TreeSet<String>();
    for (String word : NO_LETTERS.split(text, -1)) {
      if (word.length() >= STEM) {
        stems.add(word.substring(0, STEM).toLowerCase(Locale.ROOT));
      }
    }
    return stems;
  }

  private boolean isSaid(String words) {
    return headline.contains(words)
        || fix.contains(words)
        || notes.stream().anyMatch(note -> note.contains(words));
  }

  private static int words(String text) {
    return text.isEmpty() ? 0 : 1 + (int) text.chars().filter(c -> c == ' ').count();
  }
}
