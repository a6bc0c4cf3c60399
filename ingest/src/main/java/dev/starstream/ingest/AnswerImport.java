package dev.starstream.ingest;

import dev.starstream.ingest.Receipt.Status;
import dev.starstream.schemas.AccessRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a file of answers to Kafka. A bounded number of answers is under way at a time, in the
 * order of the file; while Kafka or the registry is down, the import waits and tries again.
 */
public final class AnswerImport {

  /**
   * How an import stands or ended: {@code read = accepted + duplicates + refused} once it is done.
   *
   * @param refused including those whose id belongs to another answer
   * @param warned accepted answers with a warning
   * @param withoutId records that were given a derived id, as they had none
   */
  public record Counts(
      long read, long accepted, long duplicates, long refused, long warned, long withoutId) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    /** Both together. */
    public Counts plus(Counts other) {
      return new Counts(
          read + other.read,
          accepted + other.accepted,
          duplicates + other.duplicates,
          refused + other.refused,
          warned + other.warned,
          withoutId + other.withoutId);
    }

    private Counts plus(List<Receipt> receipts, long withoutId) {
      return new Counts(
          read + receipts.size(),
          accepted + receipts.stream().filter(r -> r.status() == Status.ACCEPTED).count(),
          duplicates + receipts.stream().filter(r -> r.status() == Status.DUPLICATE).count(),
          refused + receipts.stream().filter(r -> !r.stored()).count(),
          warned + receipts.stream().filter(r -> r.stored() && !r.warnings().isEmpty()).count(),
          this.withoutId + withoutId);
    }
  }

  /**
   * A record that was not taken.
   *
   * @param line where it begins in the file, from 1
   * @param text the record as it came, with the answer's text; empty if it was too long to be held
   */
  public record RefusedRecord(
      long line, Optional<String> id, List<Problem> problems, Optional<String> text) {
    public RefusedRecord {
      problems = List.copyOf(problems);
    }
  }

  /** Kafka or the registry was down for longer than the import was told to wait. */
  public static final class StoppedException extends RuntimeException {
    private final Counts counts;
    private final long line;

    StoppedException(String file, Counts counts, long line, String reason) {
      super(
          file
              + ": stopped at line "
              + line
              + ": "
              + reason
              + "; "
              + counts.accepted()
              + " answers before it are stored");
      this.counts = counts;
      this.line = line;
    }

    /** What was done before. */
    public Counts counts() {
      return counts;
    }

    /** The first line whose answer is not known to be stored. */
    public long line() {
      return line;
    }
  }

  private static final Logger log = LoggerFactory.getLogger(AnswerImport.class);

  private static final int UNDER_WAY = 500;
  private static final int UNDER_WAY_CHARS = 8 * 1024 * 1024;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final AnswerParser parser;
  private final AnswerIntake intake;
  private final Duration patience;

  /**
   * @param patience how long to go on trying while Kafka or the registry is down
   */
  public AnswerImport(AnswerParser parser, AnswerIntake intake, Duration patience) {
    this.parser = parser;
    this.intake = intake;
    this.patience = patience;
  }

  /**
   * Imports what is left to read of a file. A record without id is given one that is the same
   * whenever this file is imported, so that importing it again adds nothing.
   *
   * @param refusals called for each refused record, in the order of the file
   * @param progress called after each bunch of records, when Kafka has all that is before {@link
   *     AnswerFile#mark}
   * @return the final counts, of what was read now
   * @throws StoppedException if an outage lasts longer than the patience, or access is refused
   */
  public Counts run(AnswerFile file, Consumer<RefusedRecord> refusals, Consumer<Counts> progress)
      throws IOException {
    var counts = Counts.NONE;
    while (true) {
      var batch = Batch.read(file, parser);
      if (batch.entries().isEmpty()) {
        return counts;
      }
      var receipts = submit(file, counts, batch);
      for (int i = 0; i < receipts.size(); i++) {
        var receipt = receipts.get(i);
        if (!receipt.stored()) {
          var entry = batch.entries().get(i);
          refusals.accept(
              new RefusedRecord(entry.line(), receipt.id(), receipt.problems(), entry.text()));
        }
      }
      counts = counts.plus(receipts, batch.withoutId());
      progress.accept(counts);
    }
  }

  /** What is under way at a time: some records, or a few that are large. */
  private record Batch(List<ImportRecords.Entry> entries, List<Parsed> parsed, long withoutId) {

    static Batch read(AnswerFile file, AnswerParser parser) throws IOException {
      var entries = new ArrayList<ImportRecords.Entry>();
      var parsed = new ArrayList<Parsed>();
      long withoutId = 0;
      long chars = 0;
      while (entries.size() < UNDER_WAY && chars < UNDER_WAY_CHARS) {
        var entry = file.next();
        if (entry.isEmpty()) {
          break;
        }
        var answer = entry.get().answer();
        if (answer instanceof RawAnswer.Fields fields
            && !fields.values().containsKey(AnswerField.ID.jsonName)) {
          answer = fields.with(AnswerField.ID.jsonName, file.derivedId(entry.get()));
          withoutId++;
        }
        entries.add(entry.get());
        parsed.add(parser.parse(answer, ""));
        chars += entry.get().text().map(String::length).orElse(0);
      }
      return new Batch(entries, parsed, withoutId);
    }
  }

  /** Tries until all are acknowledged; an answer that has been is not sent again. */
  private List<Receipt> submit(AnswerFile file, Counts before, Batch batch) {
    var parsed = batch.parsed();
    var receipts = new ArrayList<>(intake.submit(parsed));
    var pause = FIRST_PAUSE;
    var end = System.nanoTime() + patience.toNanos();
    while (true) {
      var missing = new ArrayList<Integer>();
      for (int i = 0; i < receipts.size(); i++) {
        if (receipts.get(i).status() == Status.UNACKNOWLEDGED) {
          missing.add(i);
        }
      }
      if (missing.isEmpty()) {
        return receipts;
      }
      var first = missing.get(0);
      var refusal = intake.refusal();
      var reason =
          refusal
              .map(AccessRefusal::message)
              .orElseGet(() -> receipts.get(first).problems().get(0).detail());
      if (refusal.isPresent() || System.nanoTime() > end || !paused(pause)) {
        var stored = receipts.stream().filter(Receipt::stored).toList();
        throw new StoppedException(
            file.name(), before.plus(stored, 0), batch.entries().get(first).line(), reason);
      }
      log.atWarn().addKeyValue("records", missing.size()).log("waiting for Kafka and the registry");
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
      var again = intake.submit(missing.stream().map(parsed::get).toList());
      for (int i = 0; i < again.size(); i++) {
        receipts.set(missing.get(i), again.get(i));
      }
    }
  }

  /** False if the import was interrupted. */
  private static boolean paused(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
