package dev.starstream.app;

import dev.starstream.ingest.AnswerFile;
import dev.starstream.ingest.AnswerImport;
import dev.starstream.ingest.AnswerImport.Counts;
import dev.starstream.ingest.AnswerImport.RefusedRecord;
import dev.starstream.ingest.AnswerIntake;
import dev.starstream.ingest.AnswerParser;
import dev.starstream.ingest.AnswerPublisher;
import dev.starstream.ingest.ImportCheckpoint;
import dev.starstream.ingest.ImportCheckpoint.FileIdentity;
import dev.starstream.ingest.ImportMark;
import dev.starstream.ingest.ImportRejects;
import dev.starstream.ingest.OwnQuestions;
import dev.starstream.ingest.PublishingUnavailableException.Dependency;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.schemas.catalogue.Questions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import org.apache.kafka.common.errors.TimeoutException;

/** One import of some files, with its checkpoint, its rejects and its progress bar. */
final class ImportRun implements AutoCloseable {

  static final String CHECKPOINT_SUFFIX = ".import-checkpoint";

  /** So many refused records are told one by one; all are in the file of rejects. */
  private static final int TOLD = 20;

  /**
   * What is to be done.
   *
   * @param checkpoint empty for the usual place
   */
  record Plan(
      List<Path> files,
      AnswerFile.Reading reading,
      String tenant,
      Optional<Path> checkpoint,
      boolean resume,
      Optional<Path> rejects,
      boolean dryRun,
      Duration patience) {

    /** Where the place is kept; empty if there is none to be kept. */
    Optional<Path> checkpointPath() {
      if (dryRun || files.stream().anyMatch(ImportRun::isStandardInput)) {
        return Optional.empty();
      }
      var first = files.get(0);
      return checkpoint.or(
          () -> Optional.of(first.resolveSibling(first.getFileName() + CHECKPOINT_SUFFIX)));
    }
  }

  /**
   * What has become of the files.
   *
   * @param counts of the whole import: with what was done before it was resumed
   * @param files what this run has done
   */
  record Result(Counts counts, List<FileResult> files) {}

  record FileResult(String file, Counts counts) {}

  private final Plan plan;
  private final Optional<OwnQuestions> questions;
  private final Optional<AnswerPublisher> publisher;
  private final AnswerImport importing;
  private final Optional<ImportRejects> rejects;
  private final List<FileResult> results = new ArrayList<>();
  private final Thread hint = new Thread(this::tellHowToGoOn, "import-stopped");
  private Optional<Path> checkpointPath;
  private ImportCheckpoint checkpoint;
  private final Counts earlier;
  private long told;

  private ImportRun(
      Plan plan,
      Optional<OwnQuestions> questions,
      Optional<AnswerPublisher> publisher,
      AnswerImport importing,
      Optional<ImportRejects> rejects,
      ImportCheckpoint checkpoint) {
    this.plan = plan;
    this.questions = questions;
    this.publisher = publisher;
    this.importing = importing;
    this.rejects = rejects;
    this.checkpoint = checkpoint;
    this.earlier = checkpoint.counts();
    this.checkpointPath = plan.checkpointPath();
  }

  /**
   * Opens what is written to. Neither Kafka nor the registry need be up yet.
   *
   * @throws ImportCheckpoint.MismatchException if it is to go on and cannot
   */
  static ImportRun open(Plan plan, Settings settings) throws IOException {
    var identities = new ArrayList<FileIdentity>();
    for (var file : plan.files()) {
      identities.add(
          isStandardInput(file) ? new FileIdentity("-", 0, 0, "") : FileIdentity.of(file));
    }
    var checkpoint = checkpoint(plan, identities);
    Optional<ImportRejects> rejects =
        plan.rejects().isPresent()
            ? Optional.of(ImportRejects.open(plan.rejects().get(), checkpoint.rejectsBytes()))
            : Optional.empty();
    var catalogue = QuestionCatalogue.load();
    Optional<OwnQuestions> questions =
        plan.dryRun() ? Optional.empty() : Optional.of(openQuestions(plan, settings, catalogue));
    var parser =
        new AnswerParser(
            catalogue,
            questions.<Questions>map(own -> own).orElse(catalogue),
            plan.tenant(),
            Clock.systemUTC());
    Optional<AnswerPublisher> publisher =
        plan.dryRun() ? Optional.empty() : Optional.of(AnswerPublisher.open(settings.publisher()));
    var remembered = settings.rememberedAnswers();
    var intake =
        publisher
            .map(open -> new AnswerIntake(open, remembered))
            .orElseGet(() -> AnswerIntake.dry(remembered));
    return new ImportRun(
        plan,
        questions,
        publisher,
        new AnswerImport(parser, intake, plan.patience()),
        rejects,
        checkpoint);
  }

  /** Answers may refer to questions that only Kafka knows. */
  private static OwnQuestions openQuestions(
      Plan plan, Settings settings, QuestionCatalogue catalogue) {
    var questions = OwnQuestions.open(settings.publisher(), catalogue, Clock.systemUTC());
    if (!questions.awaitRead(plan.patience())) {
      questions.close();
      throw DependencyException.of(
          settings,
          Dependency.KAFKA,
          questions
              .failure()
              .orElseGet(
                  () ->
                      new TimeoutException(
                          "the questions could not be read in " + plan.patience())));
    }
    return questions;
  }

  private static ImportCheckpoint checkpoint(Plan plan, List<FileIdentity> identities)
      throws IOException {
    var path = plan.checkpointPath().filter(Files::exists);
    if (path.isEmpty() || !plan.resume()) {
      path.ifPresent(
          there ->
              Terminal.tell(
                  there
                      + " is of an import that was not done; this one begins anew (--resume goes"
                      + " on)"));
      return ImportCheckpoint.start(plan.tenant(), identities);
    }
    var checkpoint = ImportCheckpoint.read(path.get());
    checkpoint.demandSame(plan.tenant(), identities);
    return checkpoint;
  }

  static boolean isStandardInput(Path file) {
    return file.toString().equals("-");
  }

  /**
   * Imports one file after the other.
   *
   * @throws AnswerImport.StoppedException if an outage lasts longer than the patience
   */
  void run() throws IOException {
    Runtime.getRuntime().addShutdownHook(hint);
    try {
      for (int i = 0; i < plan.files().size(); i++) {
        if (!checkpoint.files().get(i).done()) {
          run(i);
        }
      }
      if (checkpointPath.isPresent()) {
        Files.deleteIfExists(checkpointPath.get());
      }
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hint);
      } catch (IllegalStateException e) {
        // It is running already.
      }
    }
  }

  private void run(int index) throws IOException {
    var path = plan.files().get(index);
    var before = checkpoint.counts();
    var bytes = isStandardInput(path) ? -1 : Files.size(path);
    try (var file = open(path);
        var bar =
            Terminal.progressBar("import").setInitialMax(bytes).setUnit(" KiB", 1024).build()) {
      goOn(file, checkpoint.files().get(index).mark());
      try {
        var counts =
            importing.run(
                file,
                refused -> refused(file, refused),
                soFar -> {
                  show(bar, file, soFar);
                  save(checkpoint.at(index, file.mark(), false, before.plus(soFar), written()));
                });
        results.add(new FileResult(file.name(), counts));
      } catch (AnswerImport.StoppedException e) {
        results.add(new FileResult(file.name(), e.counts()));
        throw e;
      }
      save(checkpoint.at(index, file.mark(), true, checkpoint.counts(), written()));
      if (file.hasMore()) {
        Terminal.tell(
            file.name()
                + ": is one page of an export (its `more` names the next): import those too");
      }
    }
  }

  private static void goOn(AnswerFile file, ImportMark mark) throws IOException {
    if (!mark.equals(ImportMark.START)) {
      Terminal.tell(
          file.name()
              + (mark.records() > 0
                  ? ": goes on after record " + mark.records()
                  : ": goes on after line " + mark.line()));
      file.skipTo(mark);
    }
  }

  private AnswerFile open(Path path) throws IOException {
    return isStandardInput(path)
        ? AnswerFile.of(System.in, "standard input", plan.reading())
        : AnswerFile.open(path, plan.reading());
  }

  private static void show(ProgressBar bar, AnswerFile file, Counts counts) {
    bar.stepTo(file.bytesRead()).setExtraMessage(counts.read() + " read");
  }

  private long written() {
    return rejects.map(ImportRejects::bytes).orElse(checkpoint.rejectsBytes());
  }

  private void save(ImportCheckpoint now) {
    checkpoint = now;
    if (checkpointPath.isEmpty()) {
      return;
    }
    try {
      now.write(checkpointPath.get());
    } catch (IOException e) {
      if (plan.checkpoint().isPresent()) {
        throw new UncheckedIOException(e);
      }
      Terminal.tell(
          checkpointPath.get()
              + ": cannot be written, so this import cannot be resumed (--checkpoint FILE: another"
              + " place)");
      checkpointPath = Optional.empty();
    }
  }

  private void refused(AnswerFile file, RefusedRecord refused) {
    rejects.ifPresent(open -> open.add(file.name(), refused));
    told++;
    if (told > TOLD) {
      if (told == TOLD + 1) {
        Terminal.tell("more refused records are not listed here (--rejects FILE writes all)");
      }
      return;
    }
    for (var problem : refused.problems()) {
      Terminal.tell(
          "%sline %d%s: %s %s"
              .formatted(
                  plan.files().size() > 1 ? file.name() + ": " : "",
                  refused.line(),
                  refused.id().map(id -> " (" + id + ")").orElse(""),
                  problem.pointer().isEmpty() ? "record" : problem.pointer(),
                  problem.detail()));
    }
  }

  /** What has been done so far. */
  Result result() {
    var now = results.stream().map(FileResult::counts).reduce(Counts.NONE, Counts::plus);
    return new Result(earlier.plus(now), List.copyOf(results));
  }

  /** How to go on after a stop; empty if the place is not known. */
  Optional<String> resumeHint() {
    return checkpointPath
        .filter(Files::exists)
        .map(path -> "the same command with --resume goes on where this one has stopped");
  }

  private void tellHowToGoOn() {
    resumeHint().ifPresent(hint -> System.err.println("\nstarstream: stopped; " + hint));
  }

  @Override
  public void close() throws IOException {
    publisher.ifPresent(AnswerPublisher::close);
    questions.ifPresent(OwnQuestions::close);
    if (rejects.isPresent()) {
      rejects.get().close();
    }
  }
}
