package dev.starstream.app;

import com.clickhouse.client.api.ClickHouseException;
import dev.starstream.aggregates.Erasure;
import dev.starstream.aggregates.ErasureJson;
import dev.starstream.aggregates.ErasureReceipt;
import dev.starstream.aggregates.ErasureUnavailableException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    description =
        "Forgets a candidate: removes answers and texts, refuses later ones, keeps the anonymous"
            + " counts, and prints a receipt. Repeating it is safe.",
    footer = {
      "%nExamples:",
      "  starstream erase --candidate me",
      "  starstream erase --candidate cand-17 --tenant acme --json"
    })
final class EraseCommand implements Callable<Integer> {

  @ParentCommand private Starstream starstream;

  @Option(
      names = "--candidate",
      required = true,
      paramLabel = "REF",
      description = "Reference of the candidate, exactly as it was published.")
  private String candidate;

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      description = "Tenant of the candidate; default: the setting.")
  private String tenant;

  @Option(names = "--json", description = "Print the receipt as a JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    if (candidate.isBlank()) {
      System.err.println("starstream: --candidate: is blank (expected: a reference)");
      return Starstream.WRONG_CALL;
    }
    var settings = starstream.settings();
    var of = Optional.ofNullable(tenant).orElse(settings.tenant());
    ErasureReceipt receipt;
    try (var erasure = Erasure.open(settings.kafka(), settings.registry(), settings.clickHouse())) {
      receipt = erasure.erase(of, candidate);
    } catch (ErasureUnavailableException e) {
      throw switch (e.dependency()) {
        case KAFKA ->
            new DependencyException("Kafka", settings.kafka().get("bootstrap.servers"), e);
        case SCHEMA_REGISTRY ->
            new DependencyException(
                "the schema registry", settings.registry().get("schema.registry.url"), e);
      };
    } catch (ClickHouseException e) {
      throw new DependencyException("ClickHouse", settings.clickHouse().url().toString(), e);
    }
    System.out.println(json ? ErasureJson.of(receipt).toPrettyString() : text(receipt));
    return 0;
  }

  static String text(ErasureReceipt receipt) {
    var lines =
        """
        erasure        %s
        tenant         %s
        candidate key  %s
        erased at      %s
        removed        %d scored answers, %d texts; %d rejects lost their bytes and ids
        forgotten      %d answer ids in the scoring stage
        from now on    answers of this candidate are refused
        Kafka          %s""";
    return lines.formatted(
        receipt.erasureId(),
        receipt.tenantId(),
        receipt.candidateKey(),
        receipt.erasedAt(),
        receipt.answers(),
        receipt.texts(),
        receipt.rejects(),
        receipt.idsForgotten(),
        receipt
            .topicsClearAt()
            .map(at -> "drops the last answer by itself by " + at)
            .orElse("keeps answers for ever: a topic has no retention"));
  }
}
