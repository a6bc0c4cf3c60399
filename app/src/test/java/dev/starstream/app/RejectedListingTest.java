package dev.starstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.RejectedAnswer;
import dev.starstream.schemas.RecordOrigin;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RejectedListingTest {

  private static final Instant AT = Instant.parse("2026-11-21T08:30:00.123Z");

  private static final RejectedAnswer INVALID =
      new RejectedAnswer(
          new UUID(0, 1),
          AT,
          "scoring",
          "invalid",
          "acme",
          "event-1",
          new RecordOrigin("answers.submitted", 2, 17, AT.minusSeconds(1)),
          "attempt_no is 0 (expected: 1 to 1000)",
          OptionalLong.of(1234),
          true);

  private static final RejectedAnswer UNDECODABLE =
      new RejectedAnswer(
          new UUID(0, 2),
          AT.minusSeconds(60),
          "scoring",
          "undecodable",
          "",
          "",
          new RecordOrigin("answers.submitted", 0, 3, AT.minusSeconds(61)),
          "7 bytes without\nConfluent's header",
          OptionalLong.empty(),
          false);

  private final RejectedListing listing =
      new RejectedListing(List.of(INVALID, UNDECODABLE), counts());

  @Test
  void table_hasTwoLinesARejectAndTheCounts() {
    assertThat(listing.table(80))
        .isEqualTo(
            """
            rejected at           reason       stage    tenant  event    origin                  bytes  scored since
            --------------------------------------------------------------------------------
            2026-11-21T08:30:00Z  invalid      scoring  acme    event-1  answers.submitted-2@17  1,234  yes
              00000000-0000-0000-0000-000000000001  attempt_no is 0 (expected: 1 to 1000)
            2026-11-21T08:29:00Z  undecodable  scoring  -       -        answers.submitted-0@3    gone  no
              00000000-0000-0000-0000-000000000002  7 bytes without Confluent's header

            the newest 2 of 1,042: 1,041 invalid, 1 undecodable
            """);
  }

  @Test
  void longDetail_endsInAnEllipsis() {
    assertThat(listing.table(60).lines())
        .contains("  00000000-0000-0000-0000-000000000001  attempt_no is 0 (ex…");
  }

  @Test
  void noRejects_areSaidToBeNone() {
    assertThat(new RejectedListing(List.of(), Map.of()).table(80)).isEqualTo("No rejects match.\n");
  }

  @Test
  void json_hasEveryField() {
    assertThat(listing.json().path("rejected").get(0).toString())
        .isEqualTo(
            "{\"rejectId\":\"00000000-0000-0000-0000-000000000001\","
                + "\"rejectedAt\":\"2026-11-21T08:30:00.123Z\",\"stage\":\"scoring\","
                + "\"reason\":\"invalid\",\"tenantId\":\"acme\",\"eventId\":\"event-1\","
                + "\"topic\":\"answers.submitted\",\"partition\":2,\"offset\":17,"
                + "\"recordedAt\":\"2026-11-21T08:29:59.123Z\","
                + "\"detail\":\"attempt_no is 0 (expected: 1 to 1000)\",\"bytes\":1234,"
                + "\"scoredSince\":true}");
    assertThat(listing.json().path("rejected").get(1).path("bytes").isNull()).isTrue();
    assertThat(listing.json().path("counts").toString())
        .isEqualTo("{\"invalid\":1041,\"undecodable\":1}");
  }

  @Test
  void csv_quotesWhatWouldBreakALine() throws IOException {
    var out = new StringWriter();
    listing.writeCsv(out);
    assertThat(out.toString().lines().skip(2))
        .containsExactly(
            "00000000-0000-0000-0000-000000000002,2026-11-21T08:29:00.123Z,scoring,undecodable,,,"
                + "answers.submitted,0,3,2026-11-21T08:28:59.123Z,\"7 bytes without",
            "Confluent's header\",,false");
  }

  private static Map<String, Long> counts() {
    var counts = new LinkedHashMap<String, Long>();
    counts.put("invalid", 1041L);
    counts.put("undecodable", 1L);
    return counts;
  }
}
