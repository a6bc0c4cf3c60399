package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.starstream.schemas.Nearest;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks ClickHouse the insights, on behalf of one tenant at a time.
 *
 * <p>Values travel as query parameters, never as part of the SQL. Safe for several threads, as the
 * client is; the client stays the caller's to close. What the database throws passes through.
 */
public final class Insights {
  private static final String TENANT = "tenant";

  private final Client client;
  private final InsightCatalogue catalogue;

  public Insights(Client client, InsightCatalogue catalogue) {
    this.client = client;
    this.catalogue = catalogue;
  }

  public InsightCatalogue catalogue() {
    return catalogue;
  }

  /**
   * Runs an insight for a tenant; parameters that are not given hold their defaults.
   *
   * @throws InsightException if there is no such insight or parameter, or a value is none of its
   */
  @SuppressWarnings("try") // close() of the client's classes may be interrupted; passed on below
  public InsightResult run(String name, Map<String, String> params, String tenant) {
    var insight = catalogue.insight(name);
    var values = values(insight, params);
    var bound = new LinkedHashMap<String, Object>();
    bound.put(TENANT, escaped(tenant));
    values.forEach((param, value) -> bound.put(param, escaped(value)));
    long start = System.nanoTime();
    try (var response = client.query(insight.sql(values), bound, settings()).join();
        var reader = client.newBinaryFormatReader(response)) {
      var types = types(insight, reader);
      var rows = new ArrayList<List<Object>>();
      while (reader.hasNext()) {
        reader.next();
        var row = new ArrayList<Object>(types.size());
        for (int i = 1; i <= types.size(); i++) {
          row.add(plain(value(reader, types.get(i - 1), i)));
        }
        rows.add(Collections.unmodifiableList(row));
      }
      return new InsightResult(
          insight, values, types, rows, Duration.ofNanos(System.nanoTime() - start));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("insight " + name + ": answer not read to its end", e);
    }
  }

  /**
   * Settings of an insight's query. A server that looks up parts and reads files by other threads
   * starts about a hundred of them a question, each for some microseconds of work. And expressions
   * over a few rows of result take longer to compile than they will ever take to run; those of
   * aggregation go over all answers, so they stay compiled.
   */
  static QuerySettings settings() {
    return new QuerySettings()
        .setFormat(ClickHouseFormat.RowBinaryWithNamesAndTypes)
        .serverSetting("max_threads_for_indexes", "1")
        .serverSetting("local_filesystem_read_method", "pread")
        .serverSetting("compile_expressions", "0")
        .serverSetting("compile_sort_description", "0");
  }

  /**
   * What {@link #run} would ask, as text that {@code clickhouse-client} takes: the values as {@code
   * SET param_...} statements, the tenant's among them, then the SQL. Asks no database.
   *
   * @throws InsightException as {@link #run} does
   */
  public static String explain(Insight insight, Map<String, String> params, String tenant) {
    var values = values(insight, params);
    var bound = new LinkedHashMap<String, String>();
    bound.put(TENANT, tenant);
    bound.putAll(values);
    var script = new StringBuilder("-- ").append(insight.title()).append('\n');
    bound.forEach(
        (param, value) ->
            script
                .append("SET param_")
                .append(param)
                .append(" = '")
                .append(literal(escaped(value)))
                .append("';\n"));
    return script.append('\n').append(insight.sql(values)).append(";\n").toString();
  }

  /** What stands between the quotes of a string in SQL. */
  private static String literal(String value) {
    return value.replace("\\", "\\\\").replace("'", "\\'");
  }

  /** Every parameter's value, checked, in the order of the header. */
  static Map<String, String> values(Insight insight, Map<String, String> given) {
    var names = insight.params().stream().map(InsightParameter::name).toList();
    for (var entry : given.entrySet()) {
      if (entry.getKey().equals(TENANT)) {
        throw new InsightException(
            TENANT, entry.getValue(), "nothing: the tenant follows from who asks", List.of());
      }
      if (!names.contains(entry.getKey())) {
        throw new InsightException(
            entry.getKey(),
            entry.getValue(),
            insight.name() + " has " + String.join(", ", names),
            Nearest.all(entry.getKey(), names));
      }
    }
    var values = new LinkedHashMap<String, String>();
    for (var param : insight.params()) {
      var value = given.get(param.name());
      if (value == null && param.required()) {
        throw new InsightException(param.name(), "", param.expected(), List.of());
      }
      values.put(param.name(), value == null ? param.defaultValue() : param.checked(value));
    }
    var from = values.get("from");
    var to = values.get("to");
    if (from != null && to != null && LocalDate.parse(from).isAfter(LocalDate.parse(to))) {
      throw new InsightException("from", from, "a day not after to, which is " + to, List.of());
    }
    return values;
  }

  /** ClickHouse reads a query parameter as a field of its TSV format. */
  static String escaped(String value) {
    return value
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\0", "\\0");
  }

  private static List<String> types(Insight insight, ClickHouseBinaryFormatReader reader) {
    var columns = reader.getSchema().getColumns();
    var names = columns.stream().map(column -> column.getColumnName()).toList();
    var documented = insight.columns().stream().map(InsightColumn::name).toList();
    if (!names.equals(documented)) {
      throw new IllegalStateException(
          "insight " + insight.name() + ": columns " + names + " (expected: " + documented + ")");
    }
    return columns.stream().map(column -> column.getOriginalTypeName()).toList();
  }

  private static Object value(ClickHouseBinaryFormatReader reader, String type, int column) {
    return type.startsWith("Array") ? reader.getList(column) : reader.readValue(column);
  }

  /** One of String, Long, Double, LocalDate, Instant, List of such, or null; no number is NaN. */
  private static Object plain(Object value) {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? number : null;
    }
    if (value instanceof BigInteger big) {
      return big.longValueExact();
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof Boolean flag) {
      return flag ? 1L : 0L;
    }
    if (value instanceof LocalDate || value instanceof Instant || value == null) {
      return value;
    }
    if (value instanceof ZonedDateTime time) {
      return time.toInstant();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Insights::plain).toList();
    }
    return value.toString();
  }
}
