package dev.starstream.schemas;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Problem;
import dev.starstream.schemas.catalogue.Questions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Set;

/**
 * The rules on the values of a submission, checked at the edge and again in the stream (which also
 * takes records of publishers that wrote to Kafka directly). No detail holds text of the answer.
 */
public final class AnswerRules {

  public static final int MAX_TEXT_CHARS = 20_000;
  public static final int MAX_ID_CHARS = 200;
  public static final int MAX_ATTEMPT_NO = 1000;
  public static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);

  private static final int MAX_TENANT_CHARS = 64;
  private static final int MAX_QUESTION_TEXT_CHARS = 2000;
  private static final int MAX_UTC_OFFSET_MINUTES = 18 * 60;
  private static final long MAX_DURATION_MS = Duration.ofDays(1).toMillis();

  /**
   * Tags of two letters: most are, and to ask for their language costs as much as all else here.
   */
  private static final Set<String> ISO_LANGUAGES = Set.of(Locale.getISOLanguages());

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  /**
   * Every broken rule, in the order of the fields; empty if the submission may be scored.
   *
   * @param questions those that the submission's tenant may refer to
   */
  public static List<Problem> problems(AnswerSubmitted answer, Questions questions, Instant now) {
    var problems = new ArrayList<Problem>();
    text(problems, "event_id", answer.getEventId(), 1, MAX_ID_CHARS);
    text(problems, "source", answer.getSource(), 0, MAX_ID_CHARS);
    tenant(problems, answer.getTenantId());
    text(problems, "candidate_ref", answer.getCandidateRef(), 1, MAX_ID_CHARS);
    optional(problems, "cohort", answer.getCohort(), MAX_ID_CHARS);
    question(problems, answer, questions);
    optional(problems, "question_text", answer.getQuestionText(), MAX_QUESTION_TEXT_CHARS);
    optional(problems, "company", answer.getCompany(), MAX_ID_CHARS);
    optional(problems, "role", answer.getRole(), MAX_ID_CHARS);
    range(problems, "attempt_no", answer.getAttemptNo(), 1, MAX_ATTEMPT_NO);
    language(problems, answer.getLanguage());
    answerText(problems, answer.getText());
    if (answer.getDurationMs() != null) {
      range(problems, "duration_ms", answer.getDurationMs(), 1, MAX_DURATION_MS);
    }
    time(problems, answer.getSubmittedAt(), now);
    range(
        problems,
        "utc_offset_minutes",
        answer.getUtcOffsetMinutes(),
        -MAX_UTC_OFFSET_MINUTES,
        MAX_UTC_OFFSET_MINUTES);
    return problems;
  }

  private static void text(
      List<Problem> problems, String field, String value, int minChars, int maxChars) {
    if (minChars > 0 && value.isBlank()) {
      add(problems, field, "is blank (expected: " + minChars + " to " + maxChars + " characters)");
    } else if (value.length() > maxChars) {
      add(
          problems,
          field,
          "has " + value.length() + " characters (expected: at most " + maxChars + ")");
    } else if (hasControl(value)) {
      add(problems, field, "has control characters (expected: none)");
    } else if (hasLoneSurrogate(value)) {
      add(problems, field, "is no valid Unicode: half of a surrogate pair stands alone");
    }
  }

  private static void optional(List<Problem> problems, String field, String value, int maxChars) {
    if (value != null) {
      text(problems, field, value, 1, maxChars);
    }
  }

  private static void answerText(List<Problem> problems, String text) {
    if (text.isBlank()) {
      add(problems, "text", "is blank (expected: 1 to " + MAX_TEXT_CHARS + " characters)");
    } else if (text.length() > MAX_TEXT_CHARS) {
      add(
          problems,
          "text",
          "has " + text.length() + " characters (expected: at most " + MAX_TEXT_CHARS + ")");
    } else if (text.indexOf('\0') >= 0) {
      add(problems, "text", "has a NUL at character " + (text.indexOf('\0') + 1));
    } else if (hasLoneSurrogate(text)) {
      // UTF-8 cannot carry it: it would be scored as another text than was sent.
      add(problems, "text", "is no valid Unicode: half of a surrogate pair stands alone");
    }
  }

  private static void tenant(List<Problem> problems, String tenantId) {
    var legal =
        !tenantId.isEmpty()
            && tenantId.length() <= MAX_TENANT_CHARS
            && tenantId
                .chars()
                .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    if (!legal) {
      add(
          problems,
          "tenant_id",
          "is not a tenant id (expected: 1 to "
              + MAX_TENANT_CHARS
              + " lower-case letters, digits or dashes)");
    }
  }

  private static void question(
      List<Problem> problems, AnswerSubmitted answer, Questions questions) {
    var id = answer.getQuestionId();
    if (id == null || questions.question(answer.getTenantId(), id).isPresent()) {
      return;
    }
    add(
        problems,
        "question_id",
        "is not in the question catalogue (expected: one of its ids"
            + Nearest.hint(questions.nearestId(answer.getTenantId(), id))
            + ")");
  }

  private static void language(List<Problem> problems, String language) {
    if (ISO_LANGUAGES.contains(language)) {
      return;
    }
    try {
      var known = Locale.forLanguageTag(language).getISO3Language();
      if (!known.isEmpty()) {
        return;
      }
    } catch (MissingResourceException e) {
      // Falls through: a well-formed tag of a language that ISO 639 does not know.
    }
    add(problems, "language", "is not a language tag (expected: BCP 47, such as 'en' or 'en-GB')");
  }

  private static void time(List<Problem> problems, Instant submittedAt, Instant now) {
    if (submittedAt.isAfter(now.plus(MAX_CLOCK_SKEW))) {
      add(
          problems,
          "submitted_at",
          "is " + submittedAt + ", in the future (expected: at most " + now + " plus 5 minutes)");
    } else if (submittedAt.isBefore(EARLIEST)) {
      add(problems, "submitted_at", "is " + submittedAt + " (expected: at least " + EARLIEST + ")");
    }
  }

  private static void range(
      List<Problem> problems, String field, long value, long least, long most) {
    if (value < least || value > most) {
      add(problems, field, "is " + value + " (expected: " + least + " to " + most + ")");
    }
  }

  private static boolean hasControl(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasLoneSurrogate(String value) {
    for (int i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else {
        return true;
      }
    }
    return false;
  }

  private static void add(List<Problem> problems, String field, String detail) {
    problems.add(new Problem(field, detail));
  }

  private AnswerRules() {}
}
