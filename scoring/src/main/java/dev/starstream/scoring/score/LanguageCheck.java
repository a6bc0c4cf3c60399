package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.WordClass;
import java.util.List;
import java.util.Map;

/**
 * Whether a text is in a language that the scorer does not read: in another script, or with more
 * little words of another language than of English.
 */
final class LanguageCheck {
  /** By the number of a word: its languages as bits. */
  private final int[] foreign;

  private final int languages;
  private final double foreignShare;
  private final double latinShare;
  private final int leastWords;

  /**
   * @param words little words by language; a word may be in several
   * @param vocabulary gets them
   * @param limits of the rule {@code language_not_supported}
   */
  LanguageCheck(
      Map<String, List<String>> words, Vocabulary vocabulary, Map<String, Double> limits) {
    languages = words.size();
    words.values().forEach(of -> of.forEach(vocabulary::word));
    foreign = new int[vocabulary.size()];
    int language = 1;
    for (List<String> of : words.values()) {
      for (String word : of) {
        foreign[vocabulary.word(word)] |= language;
      }
      language <<= 1;
    }
    foreignShare = limits.get("foreign_share");
    latinShare = limits.get("latin_share");
    leastWords = limits.get("least_words").intValue();
  }

  boolean isForeign(Reading reading) {
    Tokens tokens = reading.tokens();
    if (!tokens.ascii && !isLatin(tokens.text)) {
      return true;
    }
    if (tokens.count < leastWords) {
      return false;
    }
    int english = 0;
    int[] byLanguage = new int[languages];
    for (int token = 0; token < tokens.count; token++) {
      boolean function = reading.words().is(WordClass.FUNCTION, token);
      english += function ? 1 : 0;
      int number = reading.words().number[token];
      int of = number == Vocabulary.UNKNOWN || number >= foreign.length ? 0 : foreign[number];
      for (int rest = of; rest != 0; rest &= rest - 1) {
        byLanguage[Integer.numberOfTrailingZeros(rest)]++;
      }
    }
    int most = 0;
    for (int count : byLanguage) {
      most = Math.max(most, count);
    }
    return most > foreignShare * tokens.count && most > english + 1;
  }

  private boolean isLatin(String text) {
    int latin = 0;
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
        latin += c < 0x250 ? 1 : 0;
      }
    }
    return letters < 12 || latin >= latinShare * letters;
  }
}
