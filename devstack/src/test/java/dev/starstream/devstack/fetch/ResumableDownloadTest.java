package dev.starstream.devstack.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumableDownloadTest {
  private static final byte[] CONTENT = new byte[300_000];

  static {
    new Random(7).nextBytes(CONTENT);
  }

  @TempDir Path folder;

  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private final List<String> progress = new ArrayList<>();
  private HttpServer server;

  /** How many bytes the server sends in one answer before it cuts the line. */
  private int cutAfter = Integer.MAX_VALUE;

  private boolean knowsRanges = true;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/file", this::serve);
    server.createContext("/missing", exchange -> answer(exchange, 404));
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void wholeFile_comesAndIsNamedOnceItIsVerified() throws Exception {
    // When
    download("/file", pin(CONTENT));

    // Then
    assertThat(target()).hasBinaryContent(CONTENT);
    assertThat(part()).doesNotExist();
    assertThat(progress).last().asString().contains("0 of 0 MB");
  }

  @Test
  void cutLine_goesOnWhereItStopped() throws Exception {
    // Given
    cutAfter = 120_000;

    // When
    download("/file", pin(CONTENT));

    // Then
    assertThat(target()).hasBinaryContent(CONTENT);
    assertThat(ranges).containsExactly("none", "bytes=120000-", "bytes=240000-");
  }

  @Test
  void partOfAnEarlierRun_isUsed() throws Exception {
    // Given
    Files.write(part(), Arrays.copyOf(CONTENT, 200_000));

    // When
    download("/file", pin(CONTENT));

    // Then
    assertThat(target()).hasBinaryContent(CONTENT);
    assertThat(ranges).containsExactly("bytes=200000-");
  }

  @Test
  void serverWithoutRanges_startsAnew() throws Exception {
    // Given
    knowsRanges = false;
    Files.write(part(), Arrays.copyOf(CONTENT, 200_000));

    // When
    download("/file", pin(CONTENT));

    // Then
    assertThat(target()).hasBinaryContent(CONTENT);
  }

  @Test
  void partOfAnotherFile_isThrownAway() throws Exception {
    // Given
    Files.write(part(), new byte[200_000]);

    // When
    download("/file", pin(CONTENT));

    // Then
    assertThat(target()).hasBinaryContent(CONTENT);
    assertThat(ranges).containsExactly("bytes=200000-", "none");
  }

  @Test
  void partThatIsTooLong_isThrownAway() throws Exception {
    // Given
    Files.write(part(), new byte[CONTENT.length + 1]);

    // When
    download("/file", pin(CONTENT));

    // Then
    assertThat(target()).hasBinaryContent(CONTENT);
  }

  @Test
  void otherContent_isRefusedAndDeleted() {
    assertThatThrownBy(() -> download("/file", pin(new byte[CONTENT.length])))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("is not the pinned file");
    assertThat(target()).doesNotExist();
    assertThat(part()).doesNotExist();
  }

  @Test
  void fileThatNeverComesWhole_isAnIoExceptionAfterAFewAttempts() {
    assertThatThrownBy(() -> download("/missing", pin(CONTENT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("HTTP 404");
    assertThat(ranges).hasSize(4);
  }

  private void download(String path, Pin pin) throws IOException {
    var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    new ResumableDownload(progress::add, Duration.ofMillis(1)).fetch(address, pin, target());
  }

  private Path target() {
    return folder.resolve("archive.tgz");
  }

  private Path part() {
    return folder.resolve("archive.tgz.part");
  }

  private static Pin pin(byte[] content) throws Exception {
    String sum =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-512").digest(content));
    return new Pin("1", "thing@1", sum, content.length, content.length);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "none" : range);
    int from =
        range == null || !knowsRanges
            ? 0
            : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    int to = from + Math.min(CONTENT.length - from, cutAfter);
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, CONTENT.length - from);
    exchange.getResponseBody().write(CONTENT, from, to - from);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private void answer(HttpExchange exchange, int status) throws IOException {
    ranges.add("none");
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }
}
