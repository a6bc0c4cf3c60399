package dev.starstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {

  private static final Duration INTERVAL = Duration.ofMillis(100);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void certificate_makesItHttpsAlone(String algorithm) throws Exception {
    // Given
    var tls = make("one", algorithm);

    // When
    try (var server = start(tls)) {
      // Then
      assertThat(server.uri().getScheme()).isEqualTo("https");
      assertThat(get(server.uri(), tls.certificate())).isEqualTo(200);
      assertThat(firstBytes(server.uri(), "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"))
          .doesNotContain("200 OK");
    }
  }

  @Test
  void renewedCertificate_isUsedAndABrokenOneIsNot() throws Exception {
    // Given
    var tls = make("one", "EC");
    try (var server = start(tls)) {
      var old = Files.copy(tls.certificate(), folder.resolve("old.pem"));

      // When
      Files.writeString(tls.certificate(), "no certificate");
      Thread.sleep(5 * INTERVAL.toMillis());

      // Then
      assertThat(get(server.uri(), old)).isEqualTo(200);

      // When
      var renewed = make("two", "EC");
      Files.copy(renewed.privateKey(), tls.privateKey(), REPLACE);
      Files.copy(renewed.certificate(), tls.certificate(), REPLACE);

      // Then
      assertThat(getsThrough(server.uri(), renewed.certificate())).isTrue();
      assertThatThrownBy(() -> get(server.uri(), old)).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void unusableFiles_areNamedAndNotQuoted() throws Exception {
    var good = make("one", "EC");
    var other = make("two", "RSA");
    var secret = Files.writeString(folder.resolve("secret.pem"), "hush");

    assertUnusable(new Tls(folder.resolve("none.pem"), good.privateKey()), "none.pem: cannot be");
    assertUnusable(new Tls(secret, good.privateKey()), "secret.pem: holds no certificate");
    assertUnusable(new Tls(good.certificate(), secret), "secret.pem: holds no private key");
    assertUnusable(new Tls(good.certificate(), other.privateKey()), "does not belong to");
  }

  private static void assertUnusable(Tls tls, String trouble) {
    assertThatThrownBy(() -> start(tls).close())
        .isInstanceOf(Tls.UnusableTlsException.class)
        .hasMessageContaining(trouble)
        .hasMessageNotContaining("hush");
  }

  private static final CopyOption REPLACE = StandardCopyOption.REPLACE_EXISTING;

  private static IngestServer start(Tls tls) {
    return IngestServer.start(
        "127.0.0.1", 0, Optional.of(tls), INTERVAL, List.of(new HealthRoutes(Map.of())));
  }

  /** A self-signed certificate of 127.0.0.1, as keytool makes it, in PEM. */
  private Tls make(String name, String algorithm) throws Exception {
    var store = folder.resolve(name + ".p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    return new Tls(
        pem(name + ".crt.pem", "CERTIFICATE", keys.getCertificate("a").getEncoded()),
        pem(
            name + ".key.pem",
            "PRIVATE KEY",
            keys.getKey("a", "changeit".toCharArray()).getEncoded()));
  }

  private Path pem(String name, String what, byte[] encoded) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
            + "\n-----END "
            + what
            + "-----\n");
  }

  private static boolean getsThrough(URI server, Path trusted) throws Exception {
    var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < deadline) {
      try {
        return get(server, trusted) == 200;
      } catch (SSLHandshakeException e) {
        Thread.sleep(INTERVAL.toMillis());
      }
    }
    return false;
  }

  /** By a client that trusts that certificate only. */
  private static int get(URI server, Path trusted) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(trusted)) {
      store.setCertificateEntry(
          "a", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(
            HttpRequest.newBuilder(server.resolve("/livez"))
                .timeout(INTERVAL.multipliedBy(50))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String firstBytes(URI server, String request) throws IOException {
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(64), StandardCharsets.ISO_8859_1);
    }
  }
}
