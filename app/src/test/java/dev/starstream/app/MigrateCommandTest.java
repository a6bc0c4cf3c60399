package dev.starstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong call is told before anything is made: none of these servers is there. */
final class MigrateCommandTest {

  private final StringWriter err = new StringWriter();

  @Test
  void accountWithoutAccess_isAWrongCall() {
    assertThat(execute("migrate", "--account", "analyst=anna")).isEqualTo(2);
    assertThat(err.toString()).contains("--account", "--with-access");
  }

  @ParameterizedTest
  @ValueSource(strings = {"root=anna", "tenant=anna", "analyst=an'na", "analyst"})
  void accountOfNoRole_isAWrongCall(String account) {
    assertThat(execute("migrate", "--with-access", "--account", account)).isEqualTo(2);
    assertThat(err.toString()).contains("'" + account + "'", "tenant:TENANT=USER");
  }

  private int execute(String... arguments) {
    return Starstream.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
  }
}
