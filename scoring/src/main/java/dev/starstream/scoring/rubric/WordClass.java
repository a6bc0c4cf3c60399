package dev.starstream.scoring.rubric;

import java.util.Locale;

/** Closed classes of words, listed in {@code words.yaml}. A word may be in several. */
public enum WordClass {
  I,
  WE,
  THEY,
  IT,
  YOU,
  BE_PAST,
  BE_PRESENT,
  BEEN,
  HAD,
  HAVE,
  MODAL,
  /** "I'd": had or would. */
  HAD_OR_WOULD,
  DID,
  DO_PRESENT,
  PAST,
  PARTICIPLE,
  /** Ends like a past tense but is none: need, speed. */
  NOT_PAST,
  /** May stand between a subject and its verb. */
  ADVERB,
  DETERMINER,
  PREPOSITION,
  /** A line that ends in one goes on in the next. */
  JOINING,
  CLAUSE_JOINING,
  CLAUSE_OPENING,
  ABBREVIATION,
  /** An abbreviation unless an upper-case letter follows. */
  ABBREVIATION_INSIDE,
  /** Last letter of a dotted abbreviation which never ends a sentence. */
  DOTTED,
  /** Stands before a number that is a name: version, phase, line. */
  NAMED_BY_NUMBER,
  MONTH,
  /** Ends a counted noun phrase: verbs and function words. */
  NOT_COUNTED,
  PLURAL,
  FUNCTION;

  /** Its bit in a set of classes; 31 classes fit into an int that is not negative. */
  @SuppressWarnings("EnumOrdinal") // a place in arrays that live as long as the enum
  public int bit() {
    return 1 << ordinal();
  }

  /** The word for it in rubric files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
