package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command's help teaches by example, and every example can be typed as it stands. */
class CommandExamplesTest {

  /** Up to a pipe, a redirection, a closing bracket or the words that explain it. */
  private static final Pattern CALL =
      Pattern.compile("(?:^|[ (])starstream (?<words>(?:'[^']*'|[^'|>)])*?)(?=$| [|>]|\\)| {3,})");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  static Stream<CommandLine> commands() {
    return with(Main.commandLine());
  }

  private static Stream<CommandLine> with(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(CommandExamplesTest::with));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommand_hasExamplesThatParse(CommandLine command) {
    var calls = calls(command);

    assertThat(calls)
        .as("examples of %s", command.getCommandSpec().qualifiedName())
        .hasSizeGreaterThan(1);
    for (var call : calls) {
      assertThatCode(() -> Main.commandLine().parseArgs(call.toArray(String[]::new)))
          .as(String.join(" ", call))
          .doesNotThrowAnyException();
    }
    assertThat(calls)
        .as("an example of %s itself", command.getCommandSpec().qualifiedName())
        .anyMatch(call -> String.join(" ", call).contains(name(command)));
  }

  private static String name(CommandLine command) {
    return command.getParent() == null ? "" : command.getCommandName();
  }

  private static List<List<String>> calls(CommandLine command) {
    var calls = new ArrayList<List<String>>();
    for (var footer : command.getCommandSpec().usageMessage().footer()) {
      for (var line : footer.formatted().lines().toList()) {
        var call = CALL.matcher(line);
        if (line.startsWith("  ") && call.find()) {
          calls.add(words(call.group("words")));
        }
      }
    }
    return calls;
  }

  private static List<String> words(String call) {
    return WORD.matcher(call)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toList();
  }
}
