package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessRightsTest {

  private static final Path FOLDER = Path.of("..", "deploy", "clickhouse");

  /** Of what people wrote, and of who was erased: no view of analysts. */
  private static final Set<String> WITHHELD = Set.of("v_rejected_answers", "v_erasures");

  private static final List<Account> ACCOUNTS =
      List.of(
          Account.parse("analyst=anna"),
          Account.parse("dashboard=grafana"),
          Account.parse("sink=starstream"),
          Account.parse("tenant:acme=acme_bi"));

  @Test
  void everyStatement_mayBeRepeated() {
    assertThat(AccessRights.statements("d", ACCOUNTS))
        .isNotEmpty()
        .allMatch(
            statement ->
                Pattern.compile(
                        "^(CREATE (SETTINGS PROFILE|QUOTA|ROW POLICY) OR REPLACE"
                            + "|CREATE (ROLE|USER) IF NOT EXISTS|ALTER (ROLE|USER)|GRANT) [^;]+",
                        Pattern.DOTALL)
                    .matcher(statement)
                    .matches());
  }

  @Test
  void everyPlaceholder_isFilled() {
    assertThat(AccessRights.statements("d", ACCOUNTS)).noneMatch(text -> text.contains("{"));
  }

  @Test
  void everyView_isGrantedToAnalystsOrWithheldOnPurpose() {
    // Given
    var views =
        Migration.all().stream()
            .map(migration -> Pattern.compile("VIEW[A-Z ]* (v_\\w+)").matcher(migration.sql()))
            .filter(matcher -> matcher.find())
            .map(matcher -> matcher.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    // When
    var granted = granted("starstream_analyst");
    // Then
    views.removeAll(WITHHELD);
    assertThat(granted).containsAll(views).doesNotContainAnyElementsOf(WITHHELD);
  }

  @Test
  void whatCandidatesWrote_isGrantedToNoReader() {
    assertThat(granted("starstream_analyst")).doesNotContain("answer_texts", "rejected_answers");
    assertThat(AccessRights.statements("d", List.of()))
        .noneMatch(statement -> statement.contains("answer_texts TO starstream_dashboard"));
  }

  @Test
  void everyTableWithTenants_hasBothPolicies() {
    // Given
    var tables =
        Migration.all().stream()
            .filter(migration -> migration.sql().contains("\n    tenant_id LowCardinality"))
            .map(
                migration -> Pattern.compile("TABLE IF NOT EXISTS (\\w+)").matcher(migration.sql()))
            .filter(matcher -> matcher.find())
            .map(matcher -> matcher.group(1))
            .filter(AccessRightsTest::isStillThere)
            .toList();
    // When
    var policies =
        AccessRights.statements("d", ACCOUNTS).stream()
            .filter(statement -> statement.contains("ROW POLICY"))
            .toList();
    // Then
    assertThat(policies).hasSize(2);
    assertThat(tables).contains("answer_scores", "star_daily", "erasures");
    assertThat(policies)
        .allSatisfy(
            policy ->
                assertThat(tables)
                    .allSatisfy(table -> assertThat(policy).contains("`d`." + table)));
  }

  private static boolean isStillThere(String table) {
    // A table may be dropped and made anew.
    return Migration.all().stream()
        .map(Migration::sql)
        .filter(
            sql ->
                sql.endsWith("DROP TABLE IF EXISTS " + table)
                    || sql.contains("CREATE TABLE IF NOT EXISTS " + table + "\n"))
        .reduce((earlier, later) -> later)
        .filter(sql -> sql.contains("CREATE TABLE"))
        .isPresent();
  }

  @Test
  void hostileNames_stayWithinTheirQuotes() {
    // When
    var statements =
        AccessRights.statements(
            "d",
            List.of(
                new Account(
                    "u", Account.Role.TENANT, Optional.of("a' OR 1=1 -- `; DROP ROLE x\\"))));
    // Then
    assertThat(statements)
        .anyMatch(text -> text.contains("tenant_id = 'a\\' OR 1=1 -- `; DROP ROLE x\\\\' AS"))
        .anyMatch(
            text -> text.contains("TO `starstream_tenant_a' OR 1=1 -- \\`; DROP ROLE x\\\\`"));
  }

  @Test
  void noFile_holdsAPassword() throws IOException {
    try (var files = Files.list(FOLDER)) {
      for (var file : files.toList()) {
        assertThat(Files.readString(file)).doesNotContainPattern("(?i)BY '[^']*'");
      }
    }
  }

  @Test
  void twoUsers_haveDifferentHashes() {
    // When
    var hashes =
        AccessRights.statements("d", ACCOUNTS).stream()
            .map(statement -> Pattern.compile("BY '([0-9a-f]{64})'").matcher(statement))
            .filter(matcher -> matcher.find())
            .map(matcher -> matcher.group(1))
            .toList();
    // Then
    assertThat(hashes).hasSize(ACCOUNTS.size()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"anna", "root=anna", "tenant=anna", "tenant:=anna", "analyst:acme=anna", "sink="})
  void wrongAccount_isRefusedWithWhatIsExpected(String text) {
    assertThatThrownBy(() -> Account.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("tenant:TENANT=USER");
  }

  private static List<String> granted(String role) {
    var grant = Pattern.compile("GRANT SELECT ON `d`\\.(\\w+) TO " + role);
    return AccessRights.statements("d", List.of()).stream()
        .map(grant::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> matcher.group(1))
        .toList();
  }
}
