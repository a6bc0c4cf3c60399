package dev.starstream.ingest;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Level;
import dev.starstream.events.Modality;
import dev.starstream.ingest.RawAnswer.Value;
import dev.starstream.schemas.AnswerRules;
import dev.starstream.schemas.Nearest;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.schemas.catalogue.Questions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns what a platform sent into an {@link AnswerSubmitted}, or into a list of everything that is
 * wrong with it. Shape and types are checked here, values by {@link AnswerRules}, which the stream
 * applies too.
 *
 * <p>Text is kept as it came: nothing is trimmed, normalised or re-encoded. An answer without id is
 * given a UUID version 7; its publisher cannot repeat it without counting it twice. Safe for many
 * threads.
 */
public final class AnswerParser {

  /** More than any honest mistake needs; a hostile item must not grow into a large reply. */
  private static final int MAX_PROBLEMS = 40;

  private static final int MAX_SHOWN_CHARS = 32;
  private static final Pattern TENANT = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}(\\.0{1,6})?");
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?"
              + "(?<offset>[Zz]|[+-]\\d{2}:\\d{2})?");

  /** Where the fraction of a second begins in that shape, or the offset if there is none. */
  private static final int FRACTION_AT = 19;

  /** The words of JSON; no level at all is the word for UNSPECIFIED. */
  private static final Map<String, Level> LEVELS =
      named(Level.JUNIOR, Level.MID, Level.SENIOR, Level.STAFF);

  private static final Map<String, Modality> MODALITIES = named(Modality.TEXT, Modality.TRANSCRIPT);

  private final QuestionCatalogue catalogue;
  private final Questions questions;
  private final String tenantId;
  private final Clock clock;
  private final Set<String> companyNames;
  private final NoArgGenerator eventIds = Generators.timeBasedEpochGenerator();

  /** A parser that knows the shipped questions only. */
  public AnswerParser(QuestionCatalogue catalogue, String tenantId, Clock clock) {
    this(catalogue, catalogue, tenantId, clock);
  }

  /**
   * @param questions those that answers may refer to
   * @param tenantId the platform that all answers belong to: 1 to 64 lower-case letters, digits or
   *     dashes
   */
  public AnswerParser(
      QuestionCatalogue catalogue, Questions questions, String tenantId, Clock clock) {
    if (!TENANT.matcher(tenantId).matches()) {
      throw new IllegalArgumentException(
          "tenant: '" + tenantId + "' (expected: 1 to 64 lower-case letters, digits or dashes)");
    }
    this.catalogue = catalogue;
    this.questions = questions;
    this.tenantId = tenantId;
    this.clock = clock;
    var names = new HashSet<String>();
    for (var company : catalogue.companies()) {
      names.add(company.id());
      names.add(company.name());
    }
    this.companyNames = Set.copyOf(names);
  }

  /** A parser of another tenant's answers, with all else the same. */
  AnswerParser ofTenant(String otherTenantId) {
    return otherTenantId.equals(tenantId)
        ? this
        : new AnswerParser(catalogue, questions, otherTenantId, clock);
  }

  /** Parses one JSON object. */
  public Parsed parse(String json) {
    return parse(JsonAnswers.readOne(json), "");
  }

  /**
   * @param at JSON pointer of the item in its request: empty, or the index in an array
   */
  Parsed parse(RawAnswer raw, String at) {
    if (raw instanceof RawAnswer.Fields fields) {
      return new Reading(fields, at).parsed();
    }
    var unreadable = (RawAnswer.Unreadable) raw;
    return new Parsed.Refused(unreadable.id(), atMost(within(at, unreadable.problems()), at));
  }

  /** The reading of one answer: goes on after a problem, to find them all. */
  private final class Reading {
    private final RawAnswer.Fields raw;
    private final Map<String, Value> values;
    private final String at;
    private final Instant now = clock.instant();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();

    /** Fields with a problem of shape: rules on values have nothing to say about them. */
    private final Set<AnswerField> broken = EnumSet.noneOf(AnswerField.class);

    Reading(RawAnswer.Fields raw, String at) {
      this.raw = raw;
      this.values = withoutGuess(raw.values());
      this.at = at;
    }

    /** A guess that hits is the question's id, and makes its wording needless. */
    private Map<String, Value> withoutGuess(Map<String, Value> sent) {
      if (!(sent.get(AnswerField.QUESTION_ID.jsonName) instanceof Value.Guess guess)) {
        return sent;
      }
      var certain = new LinkedHashMap<>(sent);
      if (catalogue.question(guess.questionId()).isPresent()) {
        certain.put(AnswerField.QUESTION_ID.jsonName, new Value.Text(guess.questionId()));
        certain.remove(AnswerField.QUESTION.jsonName);
      } else {
        certain.remove(AnswerField.QUESTION_ID.jsonName);
      }
      return certain;
    }

    Parsed parsed() {
      problems.addAll(within(at, raw.problems()));
      names();
      var answer = answer();
      for (var rule : AnswerRules.problems(answer, questions, now)) {
        var field = AnswerField.ofAvroName(rule.getField());
        if (!broken.contains(field)) {
          problem(field.jsonName, rule.getDetail());
        }
      }
      if (!problems.isEmpty()) {
        return new Parsed.Refused(readableId(), atMost(problems, at));
      }
      if (answer.getQuestionId() == null && answer.getQuestionText() == null) {
        warn(AnswerField.QUESTION_ID, "is missing: no key points of a question can be looked for");
      }
      return new Parsed.Accepted(answer, warnings);
    }

    private void names() {
      for (var name : new LinkedHashSet<>(raw.repeated())) {
        AnswerField.ofJsonName(name).ifPresent(broken::add);
        problem(name, "is there more than once (expected: once)");
      }
      for (var name : values.keySet()) {
        if (AnswerField.ofJsonName(name).isEmpty() && problems.size() < 2 * MAX_PROBLEMS) {
          var hint = Nearest.hint(AnswerField.nearest(name));
          problem(name, "is not a field of an answer" + hint);
        }
      }
    }

    /** Where a field is broken, a harmless value stands in, so that the others can be judged. */
    private AnswerSubmitted answer() {
      var submittedAt = time(AnswerField.SUBMITTED_AT);
      return AnswerSubmitted.newBuilder()
          .setEventId(text(AnswerField.ID).orElseGet(() -> eventIds.generate().toString()))
          .setSource(text(AnswerField.SOURCE).orElse(""))
          .setTenantId(tenantId)
          .setCandidateRef(required(AnswerField.CANDIDATE_REF))
          .setCohort(text(AnswerField.COHORT).orElse(null))
          .setQuestionId(text(AnswerField.QUESTION_ID).orElse(null))
          .setQuestionText(text(AnswerField.QUESTION).orElse(null))
          .setCompany(company(AnswerField.COMPANY).orElse(null))
          .setRole(text(AnswerField.ROLE).orElse(null))
          .setLevel(oneOf(AnswerField.LEVEL, LEVELS).orElse(Level.UNSPECIFIED))
          .setAttemptNo(attemptNo(AnswerField.ATTEMPT_NO))
          .setLanguage(text(AnswerField.LANGUAGE).orElse("en"))
          .setModality(oneOf(AnswerField.MODALITY, MODALITIES).orElse(Modality.TEXT))
          .setText(required(AnswerField.TEXT))
          .setDurationMs(wholeNumber(AnswerField.DURATION_MS).orElse(null))
          .setSubmittedAt(submittedAt.toInstant().truncatedTo(ChronoUnit.MILLIS))
          .setUtcOffsetMinutes(submittedAt.getOffset().getTotalSeconds() / 60)
          .build();
    }

    private Optional<String> text(AnswerField field) {
      return switch (kindOf(field)) {
        case ABSENT -> Optional.empty();
        case TEXT -> unicode(field, ((Value.Text) values.get(field.jsonName)).text());
        case NUMBER -> broken(field, "is a number (expected: text)");
        case OTHER -> broken(field, "is " + other(field) + " (expected: text)");
      };
    }

    private Optional<String> unicode(AnswerField field, String text) {
      int lone = Unicode.loneSurrogate(text);
      if (lone >= 0) {
        return broken(
            field,
            "is no valid Unicode at character "
                + (lone + 1)
                + " (expected: UTF-8, and surrogates in pairs)");
      }
      int nul = text.indexOf('\0');
      if (nul >= 0) {
        return broken(field, "has a NUL at character " + (nul + 1) + " (expected: none)");
      }
      return Optional.of(text);
    }

    private String required(AnswerField field) {
      if (kindOf(field) == Kind.ABSENT) {
        broken(field, "is missing");
      }
      return text(field).orElse("-");
    }

    /** An alias becomes the catalogue's id; an unknown name is kept as a slug of itself. */
    private Optional<String> company(AnswerField field) {
      var sent = text(field);
      if (sent.isEmpty() || sent.get().isBlank()) {
        return sent;
      }
      var name = sent.get();
      var id = catalogue.companyId(name);
      if (catalogue.company(name).isEmpty()) {
        if (name.codePoints().noneMatch(Character::isLetterOrDigit)) {
          return broken(field, "has no letter or digit (expected: a company's name)");
        }
        warn(
            field,
            "is not in the catalogue: counted as "
                + shown(id)
                + ", scored without a company's focus"
                + Nearest.hint(Nearest.of(name, companyNames)));
      }
      return Optional.of(id);
    }

    private <T> Optional<T> oneOf(AnswerField field, Map<String, T> known) {
      var sent = text(field);
      if (sent.isEmpty() || known.containsKey(sent.get())) {
        return sent.map(known::get);
      }
      return broken(
          field,
          "is "
              + shown(sent.get())
              + " (expected: "
              + String.join(", ", known.keySet())
              + Nearest.hint(Nearest.of(sent.get(), known.keySet()))
              + ")");
    }

    private int attemptNo(AnswerField field) {
      var sent = wholeNumber(field).orElse(1L);
      if (sent != sent.intValue()) {
        broken(field, "is " + sent + " (expected: 1 to " + AnswerRules.MAX_ATTEMPT_NO + ")");
        return 1;
      }
      return sent.intValue();
    }

    private Optional<Long> wholeNumber(AnswerField field) {
      return switch (kindOf(field)) {
        case ABSENT -> Optional.empty();
        case TEXT -> broken(field, "is text (expected: a whole number)");
        case OTHER -> broken(field, "is " + other(field) + " (expected: a whole number)");
        case NUMBER -> {
          var literal = ((Value.Numeral) values.get(field.jsonName)).literal();
          if (WHOLE_NUMBER.matcher(literal).matches()) {
            int point = literal.indexOf('.');
            yield Optional.of(Long.valueOf(point < 0 ? literal : literal.substring(0, point)));
          }
          var size = literal.length() > MAX_SHOWN_CHARS ? "is far too long" : "is " + literal;
          yield broken(field, size + " (expected: a whole number of at most 18 digits)");
        }
      };
    }

    private OffsetDateTime time(AnswerField field) {
      var sent = text(field);
      if (sent.isEmpty()) {
        return now.atOffset(ZoneOffset.UTC);
      }
      var shape = RFC_3339.matcher(sent.get());
      if (shape.matches()) {
        if (shape.group("offset") == null) {
          broken(field, "has no offset from UTC (expected: RFC 3339, ending in Z or +hh:mm)");
          return now.atOffset(ZoneOffset.UTC);
        }
        try {
          return rfc3339(sent.get(), shape.group("offset"));
        } catch (DateTimeException e) {
          // Falls through: the right shape, but no such day, hour or offset.
        }
      }
      broken(
          field,
          "is "
              + shown(sent.get())
              + " (expected: a time as RFC 3339, such as 2026-03-14T09:26:53+01:00)");
      return now.atOffset(ZoneOffset.UTC);
    }

    /** Of a text that has the shape: reads the digits where they stand, without a formatter. */
    private static OffsetDateTime rfc3339(String text, String offset) {
      var fraction = text.substring(FRACTION_AT, text.length() - offset.length());
      var zone = ZoneOffset.UTC;
      if (offset.length() > 1) {
        int sign = offset.charAt(0) == '-' ? -1 : 1;
        zone = ZoneOffset.ofHoursMinutes(sign * digits(offset, 1, 3), sign * digits(offset, 4, 6));
      }
      return OffsetDateTime.of(
          digits(text, 0, 4),
          digits(text, 5, 7),
          digits(text, 8, 10),
          digits(text, 11, 13),
          digits(text, 14, 16),
          digits(text, 17, FRACTION_AT),
          nanos(fraction),
          zone);
    }

    /** Of {@code .5} or {@code .123456789}, or of nothing. */
    private static int nanos(String fraction) {
      if (fraction.isEmpty()) {
        return 0;
      }
      return digits((fraction + "00000000").substring(1, 10), 0, 9);
    }

    private static int digits(String text, int from, int to) {
      return Integer.parseInt(text, from, to, 10);
    }

    private Kind kindOf(AnswerField field) {
      var value = values.get(field.jsonName);
      if (value == null) {
        return Kind.ABSENT;
      }
      if (value instanceof Value.Text) {
        return Kind.TEXT;
      }
      return value instanceof Value.Numeral ? Kind.NUMBER : Kind.OTHER;
    }

    private String other(AnswerField field) {
      return ((Value.Other) values.get(field.jsonName)).kind();
    }

    private Optional<String> readableId() {
      return values.get(AnswerField.ID.jsonName) instanceof Value.Text id
              && id.text().length() <= AnswerRules.MAX_ID_CHARS
          ? Optional.of(id.text())
          : Optional.empty();
    }

    private <T> Optional<T> broken(AnswerField field, String detail) {
      if (broken.add(field)) {
        problem(field.jsonName, detail);
      }
      return Optional.empty();
    }

    private void problem(String name, String detail) {
      problems.add(new Problem(at + raw.places().of(name), detail));
    }

    private void warn(AnswerField field, String detail) {
      warnings.add(new Warning(at + raw.places().of(field.jsonName), detail));
    }
  }

  private static List<Problem> within(String at, List<Problem> problems) {
    return problems.stream()
        .map(problem -> new Problem(at + problem.pointer(), problem.detail()))
        .toList();
  }

  private static List<Problem> atMost(List<Problem> all, String at) {
    if (all.size() <= MAX_PROBLEMS) {
      return all;
    }
    var first = new ArrayList<>(all.subList(0, MAX_PROBLEMS));
    first.add(new Problem(at, "has more problems, which are not listed"));
    return first;
  }

  @SafeVarargs
  private static <T extends Enum<T>> Map<String, T> named(T... constants) {
    var named = new LinkedHashMap<String, T>();
    for (var constant : constants) {
      named.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return named;
  }

  private enum Kind {
    ABSENT,
    TEXT,
    NUMBER,
    OTHER
  }

  /** A value for a message; what is long or has many words may be an answer, and is not shown. */
  static String shown(String value) {
    var words = value.strip().split("\\s+", 5).length;
    return value.length() <= MAX_SHOWN_CHARS && words < 5
        ? "'" + value + "'"
        : "a text of " + value.length() + " characters";
  }
}
