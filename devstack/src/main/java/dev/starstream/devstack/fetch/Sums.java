package dev.starstream.devstack.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-512 of files. */
final class Sums {
  private Sums() {}

  /** Deletes the file and throws if it is not the pinned one. */
  static void check(Path archive, Pin pin) throws IOException {
    String sum = sha512(archive);
    if (!sum.equals(pin.sha512())) {
      Files.delete(archive);
      throw new FetchException(
          "%s is not the pinned file (sha512 %s, expected %s): it was deleted; try again, and if it stays so distrust the source"
              .formatted(pin.coordinates(), sum, pin.sha512()));
    }
  }

  static boolean matches(Path archive, Pin pin) throws IOException {
    return sha512(archive).equals(pin.sha512());
  }

  private static String sha512(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        var digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-512"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return Base64.getEncoder().encodeToString(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
