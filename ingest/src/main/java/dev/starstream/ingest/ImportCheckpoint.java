package dev.starstream.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.ingest.AnswerImport.Counts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * How far an import has come: all that is before it is in Kafka or refused. Written over the last
 * one in one step, so that a process that is killed leaves the one or the other.
 *
 * @param tenant whose answers the files hold
 * @param rejectsBytes length of the file of rejects; what is behind belongs to later records
 * @param counts of all files together
 * @param files in the order of the import
 */
public record ImportCheckpoint(
    String tenant, long rejectsBytes, Counts counts, List<FileProgress> files) {

  /**
   * A file and the place in it.
   *
   * @param mark where to go on
   */
  public record FileProgress(FileIdentity identity, ImportMark mark, boolean done) {}

  /**
   * What a file was, to tell whether it has changed.
   *
   * @param sha256 of its first 64 KiB
   */
  public record FileIdentity(String file, long bytes, long modifiedMs, String sha256) {

    private static final int HASHED_BYTES = 64 * 1024;

    /** What the file is now. */
    public static FileIdentity of(Path file) throws IOException {
      try (var in = Files.newInputStream(file)) {
        return new FileIdentity(
            file.toString(),
            Files.size(file),
            Files.getLastModifiedTime(file).toMillis(),
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256").digest(in.readNBytes(HASHED_BYTES))));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }

  /** A checkpoint cannot be gone on from; the message says why and what to do. */
  public static final class MismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MismatchException(String message) {
      super(message);
    }
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public ImportCheckpoint {
    files = List.copyOf(files);
  }

  /** The beginning of an import. */
  public static ImportCheckpoint start(String tenant, List<FileIdentity> files) {
    return new ImportCheckpoint(
        tenant,
        0,
        Counts.NONE,
        files.stream().map(file -> new FileProgress(file, ImportMark.START, false)).toList());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws MismatchException if this is no checkpoint
   */
  public static ImportCheckpoint read(Path path) throws IOException {
    try {
      return JSON.readValue(Files.readString(path), ImportCheckpoint.class);
    } catch (JsonProcessingException e) {
      throw new MismatchException(path + ": is no checkpoint of an import");
    }
  }

  /** Replaces the file in one step. */
  public void write(Path path) throws IOException {
    var written = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(written, JSON.writeValueAsString(this));
    Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Demands that the same files are to be imported for the same tenant.
   *
   * @throws MismatchException if not; it says what differs
   */
  public void demandSame(String tenantNow, List<FileIdentity> filesNow) {
    if (!tenant.equals(tenantNow)) {
      throw new MismatchException(
          "the import was begun for tenant "
              + tenant
              + " (expected: the same, not "
              + tenantNow
              + ")");
    }
    var names = files.stream().map(file -> file.identity().file()).toList();
    if (!names.equals(filesNow.stream().map(FileIdentity::file).toList())) {
      throw new MismatchException(
          "the import was begun with " + String.join(" ", names) + " (expected: the same files)");
    }
    for (int i = 0; i < files.size(); i++) {
      if (!files.get(i).identity().equals(filesNow.get(i))) {
        throw new MismatchException(
            names.get(i)
                + ": has changed since the import was begun (expected: the file of then; without"
                + " --resume it is imported from its beginning, and what has an id, or stands where"
                + " it stood, is not counted twice)");
      }
    }
  }

  /** The same with one file's progress; the counts are of all files. */
  public ImportCheckpoint at(
      int file, ImportMark mark, boolean done, Counts countsNow, long rejectsBytesNow) {
    var changed = new ArrayList<>(files);
    changed.set(file, new FileProgress(files.get(file).identity(), mark, done));
    return new ImportCheckpoint(tenant, rejectsBytesNow, countsNow, changed);
  }
}
