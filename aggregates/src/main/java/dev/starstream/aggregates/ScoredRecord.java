package dev.starstream.aggregates;

import dev.starstream.aggregates.Rejects.Submission;
import dev.starstream.events.Level;
import dev.starstream.events.MetricKind;
import dev.starstream.events.Modality;
import dev.starstream.events.Part;
import dev.starstream.events.Severity;
import dev.starstream.schemas.CandidateKey;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The fields of an {@link dev.starstream.events.AnswerScored}, read from its bytes without making
 * an object for each: reading and writing down records is half of what the sink has to do. A
 * nullable string that is null is empty here. Used again for the next record. Owned by one sink
 * thread.
 */
final class ScoredRecord {

  /** Of the schema that {@link #read} was written for: the order of the fields is the format. */
  static final long FINGERPRINT = 5_994_999_361_293_923_865L;

  private static final Level[] LEVELS = Level.values();
  private static final Modality[] MODALITIES = Modality.values();
  private static final Part[] PARTS = Part.values();
  private static final MetricKind[] KINDS = MetricKind.values();
  private static final Severity[] SEVERITIES = Severity.values();

  static final class StarPart {
    Part part = Part.NONE;
    boolean present;
    double share;
  }

  static final class Sentence {
    int start;
    int end;
    Part part = Part.NONE;
  }

  static final class Metric {
    int start;
    int end;
    MetricKind kind = MetricKind.OTHER;
    boolean hasValue;
    double value;
    final Slice unit = new Slice();
    boolean outcome;
  }

  static final class KeyPoint {
    final Slice id = new Slice();
    boolean covered;
    final Span evidence = new Span();
  }

  static final class Mistake {
    final Slice id = new Slice();
    Severity severity = Severity.MINOR;
    final Span evidence = new Span();
    final Slice advice = new Slice();
  }

  /** A range of characters; 0 to 0 if there is none. */
  static final class Span {
    int start;
    int end;
  }

  final Slice answerId = new Slice();
  final Slice eventId = new Slice();
  final Slice source = new Slice();
  final Slice tenantId = new Slice();
  final Slice candidateRef = new Slice();
  final Slice cohort = new Slice();
  final Slice questionId = new Slice();
  final Slice questionText = new Slice();
  final Slice company = new Slice();
  final Slice role = new Slice();
  Level level = Level.UNSPECIFIED;
  int attemptNo;
  final Slice language = new Slice();
  Modality modality = Modality.TEXT;
  final Slice text = new Slice();
  boolean hasDuration;
  long durationMs;
  long submittedAt;
  int utcOffsetMinutes;
  final Slice category = new Slice();
  final Slice scorerVersion = new Slice();
  final Slice rubricVersion = new Slice();
  long ingestedAt;
  long scoredAt;
  final Elements<StarPart> star = new Elements<>(StarPart::new);
  final Elements<Sentence> sentences = new Elements<>(Sentence::new);
  final Elements<Metric> metrics = new Elements<>(Metric::new);
  boolean outcomeMetric;
  final Elements<KeyPoint> keyPoints = new Elements<>(KeyPoint::new);
  boolean hasCompanyFocus;
  boolean companyFocus;
  boolean hasLevelFit;
  boolean levelFit;
  final Elements<Mistake> mistakes = new Elements<>(Mistake::new);
  double structure;
  double content;
  boolean hasDelivery;
  double delivery;
  double overall;
  boolean passed;
  int wordCount;
  final Slice headline = new Slice();
  final Slice fixFirst = new Slice();
  double fixGain;
  final Elements<Slice> notes = new Elements<>(Slice::new);

  private final AvroCursor in = new AvroCursor();
  private UUID id = new UUID(0, 0);
  private long candidateKey;

  /** {@link #answerId} as a number. */
  UUID id() {
    return id;
  }

  /** See {@link CandidateKey}. */
  long candidateKey() {
    return candidateKey;
  }

  /** What its reject tells of it. */
  Submission submission() {
    return new Submission(tenantId.toString(), eventId.toString(), candidateRef.toString());
  }

  /**
   * Takes the fields from Avro's binary encoding.
   *
   * @throws RuntimeException if these bytes are no AnswerScored; the fields then mean nothing
   */
  void read(ByteBuffer body) {
    in.reset(body);
    in.readString(answerId);
    id = UUID.fromString(answerId.toString());
    readAnswer();
    in.readString(category);
    in.readString(scorerVersion);
    in.readString(rubricVersion);
    ingestedAt = in.readLong();
    scoredAt = in.readLong();
    readElements(star, this::readStarPart);
    readElements(sentences, this::readSentence);
    readElements(metrics, this::readMetric);
    outcomeMetric = in.readBoolean();
    readElements(keyPoints, this::readKeyPoint);
    hasCompanyFocus = in.readPresent();
    companyFocus = hasCompanyFocus && in.readBoolean();
    hasLevelFit = in.readPresent();
    levelFit = hasLevelFit && in.readBoolean();
    readElements(mistakes, this::readMistake);
    structure = in.readDouble();
    content = in.readDouble();
    hasDelivery = in.readPresent();
    delivery = hasDelivery ? in.readDouble() : 0;
    overall = in.readDouble();
    passed = in.readBoolean();
    wordCount = in.readInt();
    in.readString(headline);
    in.readString(fixFirst);
    fixGain = in.readDouble();
    readElements(notes, in::readString);
    candidateKey = CandidateKey.of(utf8(tenantId), utf8(candidateRef));
  }

  private void readAnswer() {
    in.readString(eventId);
    in.readString(source);
    in.readString(tenantId);
    in.readString(candidateRef);
    in.readNullableString(cohort);
    in.readNullableString(questionId);
    in.readNullableString(questionText);
    in.readNullableString(company);
    in.readNullableString(role);
    level = LEVELS[in.readIndex(LEVELS.length)];
    attemptNo = in.readInt();
    in.readString(language);
    modality = MODALITIES[in.readIndex(MODALITIES.length)];
    in.readString(text);
    hasDuration = in.readPresent();
    durationMs = hasDuration ? in.readLong() : 0;
    submittedAt = in.readLong();
    utcOffsetMinutes = in.readInt();
  }

  private void readStarPart(StarPart told) {
    told.part = PARTS[in.readIndex(PARTS.length)];
    told.present = in.readBoolean();
    told.share = in.readDouble();
  }

  private void readSentence(Sentence sentence) {
    sentence.start = in.readInt();
    sentence.end = in.readInt();
    sentence.part = PARTS[in.readIndex(PARTS.length)];
  }

  private void readMetric(Metric metric) {
    metric.start = in.readInt();
    metric.end = in.readInt();
    metric.kind = KINDS[in.readIndex(KINDS.length)];
    metric.hasValue = in.readPresent();
    metric.value = metric.hasValue ? in.readDouble() : 0;
    in.readNullableString(metric.unit);
    metric.outcome = in.readBoolean();
  }

  private void readKeyPoint(KeyPoint keyPoint) {
    in.readString(keyPoint.id);
    keyPoint.covered = in.readBoolean();
    readEvidence(keyPoint.evidence);
  }

  private void readMistake(Mistake mistake) {
    in.readString(mistake.id);
    mistake.severity = SEVERITIES[in.readIndex(SEVERITIES.length)];
    readEvidence(mistake.evidence);
    in.readString(mistake.advice);
  }

  private void readEvidence(Span span) {
    var present = in.readPresent();
    span.start = present ? in.readInt() : 0;
    span.end = present ? in.readInt() : 0;
  }

  private <E> void readElements(Elements<E> elements, Consumer<E> reader) {
    elements.clear();
    for (var count = in.readBlock(); count > 0; count = in.readBlock()) {
      for (var i = 0L; i < count; i++) {
        reader.accept(elements.next());
      }
    }
  }

  private static ByteBuffer utf8(Slice slice) {
    return ByteBuffer.wrap(slice.bytes(), slice.from(), slice.length());
  }

  /** A list whose elements are used again after {@link #clear}. */
  static final class Elements<E> extends AbstractList<E> implements RandomAccess {
    private final Supplier<E> maker;
    private final List<E> made = new ArrayList<>();
    private int size;

    private Elements(Supplier<E> maker) {
      this.maker = maker;
    }

    /** One more element, which still holds what it held for an earlier record. */
    private E next() {
      if (size == made.size()) {
        made.add(maker.get());
      }
      return made.get(size++);
    }

    @Override
    public void clear() {
      size = 0;
    }

    @Override
    public E get(int index) {
      return made.get(index);
    }

    @Override
    public int size() {
      return size;
    }
  }
}
