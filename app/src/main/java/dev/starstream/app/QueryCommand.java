package dev.starstream.app;

import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightCsv;
import dev.starstream.aggregates.InsightJson;
import dev.starstream.aggregates.InsightTable;
import dev.starstream.aggregates.Insights;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = "Asks ClickHouse an insight; without a name it lists them.",
    footer = {
      "%nExamples:",
      "  starstream query",
      "  starstream query mistakes-by-company -p company=amazon -p level=senior",
      "  starstream query hardest-companies --format csv > companies.csv",
      "  starstream query answer -p answer_id=UUID --format json",
      "  starstream query trend --explain | clickhouse-client --database starstream"
    })
final class QueryCommand implements Callable<Integer> {

  enum Format {
    TABLE,
    JSON,
    CSV,
    NDJSON
  }

  private static final int DEFAULT_WIDTH = 120;

  @ParentCommand private Starstream starstream;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Name of the insight.")
  private String name;

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      description = "A parameter of the insight.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(
      names = {"-f", "--format"},
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private Format format;

  @Option(
      names = "--explain",
      description = "Print what would be asked as SQL to paste; asks no database.")
  private boolean explain;

  @Override
  public Integer call() throws Exception {
    var catalogue = InsightCatalogue.load();
    var out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), false);
    if (name == null) {
      for (var insight : catalogue.all()) {
        out.printf("%-22s %s%n", insight.name(), insight.title());
      }
      out.flush();
      return 0;
    }
    // People type a company as it is written; the tables hold its id.
    params.computeIfPresent(
        "company",
        (param, company) ->
            company.isEmpty() ? company : QuestionCatalogue.load().companyId(company));
    // A wrong name or parameter is told without asking the database.
    var insight = catalogue.insight(name);
    var settings = starstream.settings();
    if (explain) {
      out.print(Insights.explain(insight, params, settings.tenant()));
      out.flush();
      return 0;
    }
    try (var client = ClickHouse.openClient(settings.clickHouse())) {
      var result = new Insights(client, catalogue).run(name, params, settings.tenant());
      switch (format) {
        case TABLE -> out.println(InsightTable.render(result, width()));
        case JSON -> InsightJson.write(result, out);
        case CSV -> InsightCsv.write(result, out);
        case NDJSON -> InsightJson.writeLines(result, out);
      }
    } catch (com.clickhouse.client.api.ClientException e) {
      throw new DependencyException("ClickHouse", settings.clickHouse().url().toString(), e);
    }
    out.flush();
    return 0;
  }

  static int width() {
    var columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9][0-9]{1,3}")
        ? Integer.parseInt(columns)
        : DEFAULT_WIDTH;
  }
}
