package dev.starstream.client;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * One practice answer, as it is published. Only {@code candidateRef} and {@code text} must be
 * given; {@code questionId} and {@code company} make the critique specific. All other rules are the
 * server's: a broken one is a problem of the {@link Receipt}.
 *
 * @param id names the answer to the server, 1 to 200 characters: the same id (and source) again
 *     counts once. Without one the builder makes a UUID, so that sending an {@code Answer} object
 *     again is always safe; two objects without id are two answers.
 * @param source where ids come from, such as the name of the sending system; up to 200 characters.
 *     The same id of two sources is two answers.
 * @param candidateRef who answered: a pseudonym of yours, 1 to 200 characters
 * @param cohort a group of candidates, such as a course
 * @param questionId a question of the server's catalogue
 * @param question the question's words, at most 2,000 characters, where the catalogue has it not
 * @param company whose interview was practised, such as {@code Amazon}
 * @param role the job practised for
 * @param level the level practised for
 * @param attemptNo 1 for the first attempt at this question, at most 1,000; the server takes 1
 * @param language BCP 47, such as {@code en-GB}; the server takes {@code en}
 * @param modality typed or spoken; the server takes {@link Modality#TEXT}
 * @param text the answer, 1 to 20,000 characters; it is sent as it is
 * @param duration how long the candidate took, 1 ms to 1 day, in whole milliseconds
 * @param submittedAt when, and in which offset from UTC, the candidate was done; the server takes
 *     the time at which it first sees the answer
 */
public record Answer(
    String id,
    Optional<String> source,
    String candidateRef,
    Optional<String> cohort,
    Optional<String> questionId,
    Optional<String> question,
    Optional<String> company,
    Optional<String> role,
    Optional<Level> level,
    OptionalInt attemptNo,
    Optional<String> language,
    Optional<Modality> modality,
    String text,
    Optional<Duration> duration,
    Optional<OffsetDateTime> submittedAt) {

  /** The level that a candidate practises for. */
  public enum Level {
    /** The first years of the job. */
    JUNIOR,
    /** Works on their own. */
    MID,
    /** Leads the work of a team. */
    SENIOR,
    /** Leads across teams. */
    STAFF
  }

  /** How the text came about. */
  public enum Modality {
    /** Typed by the candidate. */
    TEXT,
    /** Written down from speech. */
    TRANSCRIPT
  }

  /**
   * @throws IllegalArgumentException if a required field is blank, or a field cannot be sent since
   *     half of a surrogate pair stands alone in it
   */
  public Answer {
    required("id", id);
    required("candidateRef", candidateRef);
    required("text", text);
    unicode("source", source);
    unicode("cohort", cohort);
    unicode("questionId", questionId);
    unicode("question", question);
    unicode("company", company);
    unicode("role", role);
    unicode("language", language);
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(attemptNo, "attemptNo");
    Objects.requireNonNull(modality, "modality");
    Objects.requireNonNull(duration, "duration");
    Objects.requireNonNull(submittedAt, "submittedAt");
  }

  /** An answer without any fields yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** The id only: text and candidate are nobody's business in a log. */
  @Override
  public String toString() {
    return "Answer[id=" + id + "]";
  }

  private static void required(String field, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          field + ": " + (value == null ? "is missing" : "is blank") + " (expected: some text)");
    }
    unicode(field, Optional.of(value));
  }

  /** UTF-8 cannot carry half a pair: another text than this one would be scored. */
  private static void unicode(String field, Optional<String> value) {
    var lone =
        value.flatMap(text -> text.codePoints().filter(Answer::isSurrogate).boxed().findAny());
    if (lone.isPresent()) {
      throw new IllegalArgumentException(
          field + ": half of a surrogate pair stands alone (expected: valid Unicode)");
    }
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** Lower case, as on the wire. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Collects the fields of an {@link Answer}. For one thread. */
  public static final class Builder {
    private Optional<String> id = Optional.empty();
    private Optional<String> source = Optional.empty();
    private Optional<String> candidateRef = Optional.empty();
    private Optional<String> cohort = Optional.empty();
    private Optional<String> questionId = Optional.empty();
    private Optional<String> question = Optional.empty();
    private Optional<String> company = Optional.empty();
    private Optional<String> role = Optional.empty();
    private Optional<Level> level = Optional.empty();
    private OptionalInt attemptNo = OptionalInt.empty();
    private Optional<String> language = Optional.empty();
    private Optional<Modality> modality = Optional.empty();
    private Optional<String> text = Optional.empty();
    private Optional<Duration> duration = Optional.empty();
    private Optional<OffsetDateTime> submittedAt = Optional.empty();

    private Builder() {}

    /** See {@link Answer#id}: without it, {@link #build} makes a random UUID. */
    public Builder id(String id) {
      this.id = Optional.of(id);
      return this;
    }

    /** See {@link Answer#source}. */
    public Builder source(String source) {
      this.source = Optional.of(source);
      return this;
    }

    /** Required; see {@link Answer#candidateRef}. */
    public Builder candidateRef(String candidateRef) {
      this.candidateRef = Optional.of(candidateRef);
      return this;
    }

    /** See {@link Answer#cohort}. */
    public Builder cohort(String cohort) {
      this.cohort = Optional.of(cohort);
      return this;
    }

    /** See {@link Answer#questionId}. */
    public Builder questionId(String questionId) {
      this.questionId = Optional.of(questionId);
      return this;
    }

    /** See {@link Answer#question}. */
    public Builder question(String question) {
      this.question = Optional.of(question);
      return this;
    }

    /** See {@link Answer#company}. */
    public Builder company(String company) {
      this.company = Optional.of(company);
      return this;
    }

    /** See {@link Answer#role}. */
    public Builder role(String role) {
      this.role = Optional.of(role);
      return this;
    }

    /** See {@link Answer#level}. */
    public Builder level(Level level) {
      this.level = Optional.of(level);
      return this;
    }

    /** See {@link Answer#attemptNo}: 1 to 1,000. */
    public Builder attemptNo(int attemptNo) {
      this.attemptNo = OptionalInt.of(attemptNo);
      return this;
    }

    /** See {@link Answer#language}. */
    public Builder language(String language) {
      this.language = Optional.of(language);
      return this;
    }

    /** See {@link Answer#modality}. */
    public Builder modality(Modality modality) {
      this.modality = Optional.of(modality);
      return this;
    }

    /** Required; see {@link Answer#text}. */
    public Builder text(String text) {
      this.text = Optional.of(text);
      return this;
    }

    /** See {@link Answer#duration}: 1 ms to 1 day. */
    public Builder duration(Duration duration) {
      this.duration = Optional.of(duration);
      return this;
    }

    /** See {@link Answer#submittedAt}. */
    public Builder submittedAt(OffsetDateTime submittedAt) {
      this.submittedAt = Optional.of(submittedAt);
      return this;
    }

    /**
     * @throws IllegalArgumentException if candidateRef or text is missing, or {@link Answer}
     *     refuses a field
     */
    public Answer build() {
      return new Answer(
          id.orElseGet(() -> UUID.randomUUID().toString()),
          source,
          candidateRef.orElse(null),
          cohort,
          questionId,
          question,
          company,
          role,
          level,
          attemptNo,
          language,
          modality,
          text.orElse(null),
          duration,
          submittedAt);
    }
  }
}
