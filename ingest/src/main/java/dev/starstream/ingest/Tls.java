package dev.starstream.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate and the private key of an HTTPS server, both in PEM. The JDK reads them itself,
 * so this takes no cryptographic library.
 *
 * @param certificate the server's own first, then those that lead to a known one
 * @param privateKey PKCS#8, not encrypted: {@code BEGIN PRIVATE KEY}
 */
public record Tls(Path certificate, Path privateKey) {

  /** A file is not there or not what it should be; the message holds nothing of a key. */
  public static final class UnusableTlsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableTlsException(Path file, String trouble, Throwable cause) {
      super(file + ": " + trouble, cause);
    }
  }

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  /**
   * Gives a server what is in the files now.
   *
   * @throws UnusableTlsException if that is nothing to use; the server keeps what it had
   */
  void into(SslContextFactory.Server context) {
    // For a store in memory; nobody else sees it.
    var password = UUID.randomUUID().toString();
    context.setKeyStore(keyStore(password.toCharArray()));
    context.setKeyStorePassword(password);
  }

  /** Changes when one of the files does. */
  int fingerprint() {
    return Arrays.hashCode(read(certificate)) * 31 + Arrays.hashCode(read(privateKey));
  }

  private KeyStore keyStore(char[] password) {
    var chain = chain();
    var key = key();
    try {
      if (!key.getAlgorithm().equals(chain[0].getPublicKey().getAlgorithm())) {
        throw new GeneralSecurityException("another algorithm than the certificate's");
      }
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, password, chain);
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new UnusableTlsException(
          privateKey, "does not belong to " + certificate + " (expected: its private key)", e);
    }
  }

  private Certificate[] chain() {
    try {
      var chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read(certificate)))
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new GeneralSecurityException("no certificate");
      }
      return chain;
    } catch (GeneralSecurityException e) {
      throw new UnusableTlsException(
          certificate, "holds no certificate (expected: PEM, BEGIN CERTIFICATE)", e);
    }
  }

  private PrivateKey key() {
    var pem = KEY.matcher(new String(read(privateKey), StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw noKey(null);
    }
    try {
      var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
      for (var algorithm : KEY_ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (InvalidKeySpecException e) {
          // Of another algorithm.
        }
      }
      throw noKey(null);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw noKey(e);
    }
  }

  private UnusableTlsException noKey(Exception cause) {
    return new UnusableTlsException(
        privateKey,
        "holds no private key that can be read (expected: PEM, BEGIN PRIVATE KEY, not encrypted;"
            + " `openssl pkcs8 -topk8 -nocrypt` makes it of other forms)",
        cause);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UnusableTlsException(file, "cannot be read", new UncheckedIOException(e));
    }
  }
}
