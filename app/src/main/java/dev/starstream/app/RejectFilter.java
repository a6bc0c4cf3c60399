package dev.starstream.app;

import dev.starstream.aggregates.RejectSelection;
import dev.starstream.events.RejectReason;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that say which rejects are meant. */
final class RejectFilter {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      split = ",",
      converter = Reason.class,
      description = "Only those rejected for this reason, such as unknown_question.")
  private Set<RejectReason> reasons = new LinkedHashSet<>();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Only those rejected since: a day, an instant, or how long ago, such as 24h.")
  private Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Only those rejected until then.")
  private Instant until;

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      description = "Only this tenant's, and those whose bytes do not tell a tenant.")
  private String tenant;

  /** What was asked for, and these ids if there are any. */
  RejectSelection selection(Set<UUID> ids) {
    try {
      return new RejectSelection(
          reasons,
          Optional.ofNullable(since),
          Optional.ofNullable(until),
          Optional.ofNullable(tenant),
          ids);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--" + e.getMessage());
    }
  }

  /** A reason by its word, as the tables and the list have it. */
  static final class Reason implements ITypeConverter<RejectReason> {
    @Override
    public RejectReason convert(String word) {
      return Arrays.stream(RejectReason.values())
          .filter(reason -> word(reason).equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + word
                          + "' is no reason (expected: "
                          + Arrays.stream(RejectReason.values())
                              .map(Reason::word)
                              .collect(Collectors.joining(", "))
                          + ")"));
    }

    private static String word(RejectReason reason) {
      return reason.name().toLowerCase(Locale.ROOT);
    }
  }
}
