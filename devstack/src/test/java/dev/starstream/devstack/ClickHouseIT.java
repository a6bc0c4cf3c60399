package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Starstream and its users ask of ClickHouse's HTTP port, whichever ClickHouse answers. */
class ClickHouseIT {
  private final Stack stack = SharedStack.get();
  private final String database = "it_" + UUID.randomUUID().toString().replace("-", "");

  @BeforeEach
  void createTable() throws Exception {
    post("", "CREATE DATABASE " + database);
    post(
        "",
        "CREATE TABLE "
            + database
            + ".t (a UInt32, b String) ENGINE = MergeTree ORDER BY a"
            + " SETTINGS non_replicated_deduplication_window = 100");
  }

  @AfterEach
  void dropDatabase() throws Exception {
    post("", "DROP DATABASE " + database);
  }

  @Test
  void statementByUrl_answersInTabSeparated() throws Exception {
    // When
    var answer = get("query=" + encoded("SELECT 1, 'a\tb'"));

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("1\ta\\tb\n");
    assertThat(answer.headers().firstValue("X-ClickHouse-Format")).contains("TabSeparated");
    assertThat(answer.headers().firstValue("X-ClickHouse-Timezone")).contains("UTC");
    assertThat(answer.headers().firstValue("X-ClickHouse-Query-Id")).isPresent();
    assertThat(answer.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
        .contains("\"read_rows\":\"1\"");
  }

  @Test
  void ping_isAnswered() throws Exception {
    assertThat(HttpCalls.get(stack.clickHouseUrl() + "/ping").body()).isEqualTo("Ok.\n");
  }

  @Test
  void insertByGet_isRefused() throws Exception {
    // When
    var answer = get("query=" + encoded("INSERT INTO " + database + ".t VALUES (1, 'x')"));

    // Then
    assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code")).contains("164");
    assertThat(rows()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM no_such_table|60|404",
        "SELEC 1|62|400",
        "SELECT no_such_function(1)|46|404",
        "SELECT 1; SELECT 2|62|400"
      })
  void badStatement_givesClickHousesCodeAndMessage(String sql, String code, int status)
      throws Exception {
    // When
    var answer = postRaw("database=" + database, sql);

    // Then
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code")).contains(code);
    assertThat(answer.body()).startsWith("Code: " + code + ". DB::Exception: ");
  }

  @Test
  void unknownSettingAndDatabase_areClickHousesErrors() throws Exception {
    assertThat(postRaw("no_such_setting=1", "SELECT 1").body()).startsWith("Code: 115.");
    assertThat(postRaw("database=no_such_database", "SELECT 1").body()).startsWith("Code: 81.");
  }

  @Test
  void settingInTheUrl_holdsForThatStatementOnly() throws Exception {
    // Given
    String sql = "SELECT value FROM system.settings WHERE name = 'max_block_size'";
    String usual = post("", sql);

    // When
    String once = post("max_block_size=1234", sql);

    // Then
    assertThat(once).isEqualTo("1234\n");
    assertThat(post("", sql)).isEqualTo(usual).isNotEqualTo(once);
  }

  @Test
  void setAndUse_reachNoOtherRequest() throws Exception {
    // When
    post("", "SET max_block_size = 1234");
    post("", "USE " + database);

    // Then
    assertThat(post("", "SELECT currentDatabase(), getSetting('max_block_size') = 1234"))
        .isEqualTo("default\t0\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's", "a\\\\b", "'; DROP TABLE t; --", "é ☂"})
  void parameter_isAValueWhateverItHolds(String value) throws Exception {
    // When
    String answer =
        post(
            "param_x=" + encoded(value) + "&param_n=41",
            "SELECT {x:String}, {n:UInt32} + 1 FORMAT TabSeparatedRaw");

    // Then
    assertThat(answer).isEqualTo(value.replace("\\\\", "\\") + "\t42\n");
  }

  @Test
  void missingParameter_isAnError() throws Exception {
    assertThat(postRaw("", "SELECT {x:String}").body()).startsWith("Code: 456.");
  }

  @Test
  void everyWayToSendRows_works() throws Exception {
    // When
    post("database=" + database, "INSERT INTO t VALUES (1, 'values in the body; and more')");
    post("database=" + database + "&query=" + encoded("INSERT INTO t VALUES"), "(2, 'é')");
    post("database=" + database + "&query=" + encoded("INSERT INTO t FORMAT TSV"), "3\tthree\n");
    post("database=" + database, "INSERT INTO t (b, a) FORMAT CSV\n\"fo,ur\",4\n");
    post("database=" + database, "INSERT INTO t SELECT 5, 'select'");
    post(
        "database=" + database,
        "INSERT INTO t SETTINGS async_insert = 0 FORMAT JSONEachRow {\"a\": 6, \"b\": \"six\"}");

    // Then
    assertThat(rows())
        .containsExactly(
            "1\tvalues in the body; and more",
            "2\té",
            "3\tthree",
            "4\tfo,ur",
            "5\tselect",
            "6\tsix");
  }

  @Test
  void nulBytes_comeThrough() throws Exception {
    // When
    insertRowBinary("", false, rowBinary(0, "\0a\0"));

    // Then
    assertThat(post("database=" + database, "SELECT a, hex(b) FROM t")).isEqualTo("0\t006100\n");
  }

  @Test
  void gzippedRows_areUnpacked() throws Exception {
    // When
    insertRowBinary("", true, rowBinary(7, "seven"));

    // Then
    assertThat(rows()).containsExactly("7\tseven");
  }

  @Test
  void unreadableRows_areAnErrorAndLeaveNothing() throws Exception {
    // When
    var answer =
        postRaw("database=" + database + "&query=" + encoded("INSERT INTO t FORMAT TSV"), "x\ty\n");

    // Then
    assertThat(answer.statusCode()).isNotEqualTo(200);
    assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code")).isPresent();
    assertThat(rows()).isEmpty();
  }

  @Test
  void requestThatIsCut_leavesNoRows() throws Exception {
    // Given
    var address = URI.create(stack.clickHouseUrl());
    String login = stack.clickHouseUser() + ":" + stack.clickHousePassword();
    String head =
        "POST /?query=%s HTTP/1.1\r\nHost: x\r\nAuthorization: Basic %s\r\nContent-Length: 90\r\n\r\n"
            .formatted(
                encoded("INSERT INTO " + database + ".t FORMAT TSV"),
                Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));

    // When
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket.getOutputStream().write((head + "1\tone\n2\ttwo\n").getBytes(UTF_8));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }

    // Then
    assertThat(rows()).isEmpty();
  }

  @Test
  void sameToken_countsOnceInTableAndView() throws Exception {
    // Given
    post(
        "database=" + database,
        "CREATE TABLE sums (k UInt8, n UInt64) ENGINE = SummingMergeTree ORDER BY k"
            + " SETTINGS non_replicated_deduplication_window = 100");
    post(
        "database=" + database,
        "CREATE MATERIALIZED VIEW v TO sums AS SELECT 1 AS k, count() AS n FROM t GROUP BY k");

    // When
    for (int i = 0; i < 2; i++) {
      post(
          "database="
              + database
              + "&insert_deduplication_token=once&query="
              + encoded("INSERT INTO t FORMAT TSV"),
          "1\tone\n2\ttwo\n");
    }

    // Then
    assertThat(rows()).containsExactly("1\tone", "2\ttwo");
    assertThat(post("database=" + database, "SELECT sum(n) FROM sums")).isEqualTo("2\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientV2_insertsRowBinaryOncePerTokenAndReadsItBack(boolean compressed) throws Exception {
    try (Client client = client(compressed)) {
      // When
      byte[] rows = concat(rowBinary(1, "one\0"), rowBinary(2, "two"));
      for (int i = 0; i < 2; i++) {
        var settings =
            new InsertSettings().setDeduplicationToken("token").serverSetting("async_insert", "0");
        try (var response =
            client
                .insert("t", new ByteArrayInputStream(rows), ClickHouseFormat.RowBinary, settings)
                .get(30, TimeUnit.SECONDS)) {
          assertThat(response.getWrittenRows()).isEqualTo(2);
        }
      }

      // Then
      var records = client.queryAll("SELECT a, b FROM t ORDER BY a");
      assertThat(records).extracting(record -> record.getLong("a")).containsExactly(1L, 2L);
      assertThat(records)
          .extracting(record -> record.getString("b"))
          .containsExactly("one\0", "two");
    }
  }

  @Test
  void clientV2_readsTheFormatAndParametersItAsksFor() throws Exception {
    try (Client client = client(true)) {
      var settings = new QuerySettings().setFormat(ClickHouseFormat.JSONEachRow);
      var response =
          client.query("SELECT {x:UInt8} AS x", Map.of("x", 5), settings).get(30, TimeUnit.SECONDS);
      assertThat(new String(response.getInputStream().readAllBytes(), UTF_8))
          .isEqualTo("{\"x\":5}\n");
      response.close();
    }
  }

  @Test
  void clientV2_seesTheErrorCode() {
    try (Client client = client(true)) {
      assertThatThrownBy(() -> client.queryAll("SELECT * FROM no_such_table"))
          .hasStackTraceContaining("Code: 60.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?compress=0"})
  void jdbc_writesAndReads(String options) throws SQLException {
    try (Connection connection = jdbc(options)) {
      // When
      try (var insert = connection.prepareStatement("INSERT INTO t (a, b) VALUES (?, ?)")) {
        insert.setInt(1, 1);
        insert.setString(2, "it's \\ one");
        insert.addBatch();
        insert.setInt(1, 2);
        insert.setString(2, "two");
        insert.addBatch();
        insert.executeBatch();
      }

      // Then
      List<String> found = new ArrayList<>();
      try (var select = connection.prepareStatement("SELECT a, b FROM t WHERE a < ? ORDER BY a")) {
        select.setInt(1, 9);
        try (ResultSet result = select.executeQuery()) {
          while (result.next()) {
            found.add(result.getInt(1) + result.getString("b"));
          }
        }
      }
      assertThat(found).containsExactly("1it's \\ one", "2two");
    }
  }

  @Test
  void jdbc_seesTheErrorCode() throws SQLException {
    try (Connection connection = jdbc("");
        var statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM no_such_table"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(60));
    }
  }

  @Test
  void manyAtOnce_allSucceed() {
    // When
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int row = i;
      answers.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  post("database=" + database, "INSERT INTO t VALUES (" + row + ", 'x')");
                  return post("", "SELECT sum(number) FROM numbers(100000)");
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }));
    }

    // Then
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("4999950000\n"));
    assertThat(rowCount()).isEqualTo("40\n");
  }

  @Test
  void largeResult_comesWhole() throws Exception {
    assertThat(post("", "SELECT repeat('x', 100) FROM numbers(200000)")).hasSize(200_000 * 101);
  }

  private Client client(boolean compressed) {
    return new Client.Builder()
        .addEndpoint(stack.clickHouseUrl())
        .setUsername(stack.clickHouseUser())
        .setPassword(stack.clickHousePassword())
        .setDefaultDatabase(database)
        .compressServerResponse(compressed)
        .compressClientRequest(compressed)
        .build();
  }

  private Connection jdbc(String options) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", stack.clickHouseUser());
    properties.setProperty("password", stack.clickHousePassword());
    return DriverManager.getConnection(
        "jdbc:clickhouse:" + stack.clickHouseUrl() + "/" + database + options, properties);
  }

  private void insertRowBinary(String parameters, boolean gzipped, byte[] rows) throws Exception {
    byte[] body = rows;
    var request =
        request(
            "database="
                + database
                + parameters
                + "&query="
                + encoded("INSERT INTO t (a, b) FORMAT RowBinary"));
    if (gzipped) {
      body = gzip(rows);
      request.header("Content-Encoding", "gzip");
    }
    var answer = HttpCalls.send(request.POST(BodyPublishers.ofByteArray(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** One row of UInt32 and a String shorter than 128 bytes. */
  private static byte[] rowBinary(int a, String b) {
    byte[] text = b.getBytes(UTF_8);
    return ByteBuffer.allocate(5 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(a)
        .put((byte) text.length)
        .put(text)
        .array();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private List<String> rows() throws Exception {
    return post("database=" + database, "SELECT a, b FROM t ORDER BY a").lines().toList();
  }

  private String rowCount() {
    try {
      return post("database=" + database, "SELECT count() FROM t");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> get(String parameters) throws Exception {
    return HttpCalls.send(request(parameters).GET());
  }

  private String post(String parameters, String body) throws Exception {
    var answer = postRaw(parameters, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> postRaw(String parameters, String body) throws Exception {
    return HttpCalls.send(request(parameters).POST(BodyPublishers.ofString(body, UTF_8)));
  }

  private HttpRequest.Builder request(String parameters) {
    String login = stack.clickHouseUser() + ":" + stack.clickHousePassword();
    return HttpRequest.newBuilder(URI.create(stack.clickHouseUrl() + "/?" + parameters))
        .header(
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
