package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.WordClass;
import java.util.List;
import java.util.Map;

/**
 * Whether a text is in a language that the scorer does not read: in another script, or with more
 * little words of another language than of English.
 */
final class LanguageCheck {
  private final LongIntTable foreign = new LongIntTable();
  private final int languages;
  private final double foreignShare;
  private final double latinShare;
  private final int leastWords;

  /**
   * @param languages little words by language; a word may be in several
   * @param limits of the rule {@code language_not_supported}
   */
  LanguageCheck(Map<String, List<String>> languages, Map<String, Double> limits) {
    this.languages = languages.size();
    int number = 0;
    for (List<String> words : languages.values()) {
      int bit = 1 << number++;
      for (String word : words) {
        long hash = Tokens.hash(word);
        foreign.put(hash, Math.max(0, foreign.get(hash)) | bit);
      }
    }
    foreignShare = limits.get("foreign_share");
    latinShare = limits.get("latin_share");
    leastWords = limits.get("least_words").intValue();
  }

  boolean isForeign(Reading reading) {
    Tokens tokens = reading.tokens();
    int ascii = 0;
    int latin = 0;
    int letters = 0;
    for (int i = 0; i < tokens.text.length(); i++) {
      char c = tokens.text.charAt(i);
      if (c < 128) {
        // 1 for a letter, 0 for all else, without a branch that is mispredicted at every blank.
        int letter = (c | 32) - 'a';
        ascii += (~letter & (letter - 26)) >>> 31;
      } else if (Character.isLetter(c)) {
        letters++;
        latin += c < 0x250 ? 1 : 0;
      }
    }
    latin += ascii;
    letters += ascii;
    if (letters >= 12 && latin < latinShare * letters) {
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
      int known = foreign.get(tokens.word[token]);
      for (int rest = known == LongIntTable.NONE ? 0 : known; rest != 0; rest &= rest - 1) {
        byLanguage[Integer.numberOfTrailingZeros(rest)]++;
      }
    }
    int most = 0;
    for (int count : byLanguage) {
      most = Math.max(most, count);
    }
    return most > foreignShare * tokens.count && most > english + 1;
  }
}
