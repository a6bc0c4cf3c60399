package dev.starstream.aggregates;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A question that the data can answer: one {@code .sql} file whose header says all about it.
 *
 * <pre>
 * -- title: Which mistakes trip candidates most?
 * -- reads: the tables that it reads
 * -- param company String '' : One company's id; empty takes all.
 * -- param level String '' (junior|mid|senior) : One level; empty takes all.
 * -- param top UInt16 '3' (1..100) : How many rows of each company.
 * -- column rate share : Share of the answers that show the mistake.
 * -- column shrunk share detail : Left out on a terminal.
 * -- misread: How it is easily misunderstood.
 * -- sentence if verdict = higher : {company} trips most: {rate:interval} of {answers} answers fail.
 * -- layout: record       (if it answers with one thing's fields and not with rows to compare)
 * </pre>
 *
 * A line that starts with {@code --} and at least two spaces goes on with the one before. A
 * parameter without a quoted default must be given. {@code tenant} is never declared: the caller
 * binds it, always. {@link InsightSentence} explains the sentences.
 *
 * <p>Rollups tell neither cohorts nor sources nor, but for {@code questions_daily}, questions
 * apart. A {@code FROM x_daily} at the end of a line is therefore read from the view {@code x_each}
 * when the insight is asked for these, see {@link #sql(Map)}; a rollup with an alias stays what it
 * is.
 *
 * <p>A view with parameters that reads each answer is named {@code x_each}. Where {@code reads} has
 * also {@code x_whole}, {@code x_all_days}, {@code x_cell}, {@code x_days} or {@code x_wide}, which
 * have the same columns and numbers, these are read in its place as long as they can tell what is
 * asked for: {@code x_whole} what is counted beforehand of all answers, {@code x_all_days} the same
 * by company, level and category, {@code x_cell} by company and level, {@code x_days} by days,
 * {@code x_wide} what is settled of each person.
 */
public record Insight(
    String name,
    String title,
    Layout layout,
    List<String> reads,
    List<InsightParameter> params,
    List<InsightColumn> columns,
    String misread,
    List<InsightSentence> sentences,
    String sql) {

  /** How people want to see the answer. */
  public enum Layout {
    /** Rows to compare. */
    TABLE,
    /** One thing, field by field. */
    RECORD
  }

  private static final Pattern PARAM =
      Pattern.compile("(\\w+) (\\w+)(?: '([^']*)')?(?: \\(([^)]*)\\))?");
  private static final Pattern COLUMN = Pattern.compile("(\\w+) (\\w+)( detail)?");
  private static final Pattern ROLLUP = Pattern.compile("(?m)\\b(FROM \\w+)_daily$");
  private static final Set<String> NOT_IN_ROLLUPS = Set.of("question", "cohort", "source");
  private static final Pattern EACH = Pattern.compile("\\bFROM (\\w+)_each\\(");

  /** Beside days. */
  private static final List<String> NARROWING =
      List.of("company", "level", "category", "cohort", "source");

  private static final List<String> NOT_IN_TOTALS = List.of("from", "to", "cohort", "source");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+):(\\w+)\\}");

  public Insight {
    reads = List.copyOf(reads);
    params = List.copyOf(params);
    columns = List.copyOf(columns);
    sentences = List.copyOf(sentences);
  }

  public Optional<InsightParameter> param(String wanted) {
    return params.stream().filter(param -> param.name().equals(wanted)).findFirst();
  }

  public Optional<InsightColumn> column(String wanted) {
    return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
  }

  /**
   * The SQL that answers for these values: of each answer by itself ({@code x_each}) instead of the
   * rollups ({@code x_daily}) if it filters by cohort or source or goes through questions, cohorts
   * or sources one by one. Of views {@code x_each} it reads {@code x_whole} if nothing narrows the
   * question down, {@code x_all_days} but for days, a cohort or a source, {@code x_cell} but for
   * these or a category, {@code x_days} if nothing but days does, and {@code x_wide} but for a
   * company or a cohort. The columns are the same, and so are the numbers.
   *
   * @param values of all parameters
   */
  String sql(Map<String, String> values) {
    boolean finer =
        !values.getOrDefault("cohort", "").isEmpty()
            || !values.getOrDefault("source", "").isEmpty()
            || NOT_IN_ROLLUPS.contains(values.getOrDefault("by", ""));
    return settled(reading(finer ? "$1_each" : "$1_daily"), values);
  }

  private String settled(String rows, Map<String, String> values) {
    var better = new ArrayList<String>();
    var narrowed = !NARROWING.stream().allMatch(name -> holdsDefault(name, values));
    if (!narrowed && holdsDefault("from", values) && holdsDefault("to", values)) {
      better.add("whole");
    }
    if (NOT_IN_TOTALS.stream().allMatch(name -> holdsDefault(name, values))) {
      better.add("all_days");
      if (holdsDefault("category", values)) {
        better.add("cell");
      }
    }
    if (!narrowed) {
      better.add("days");
    }
    if (holdsDefault("company", values) && holdsDefault("cohort", values)) {
      better.add("wide");
    }
    return EACH.matcher(rows)
        .replaceAll(
            found ->
                better.stream()
                    .map(kind -> found.group(1) + "_" + kind)
                    .filter(reads::contains)
                    .findFirst()
                    .map(view -> "FROM " + view + "(")
                    .orElse(found.group()));
  }

  private boolean holdsDefault(String name, Map<String, String> values) {
    return param(name)
        .map(InsightParameter::defaultValue)
        .filter(value -> !value.equals(values.getOrDefault(name, value)))
        .isEmpty();
  }

  /** The SQL with something else in the place of the rollups: a replacement for "FROM x". */
  String reading(String replacement) {
    return ROLLUP.matcher(sql).replaceAll(replacement);
  }

  /** The placeholders of the SQL as {@code name:Type}, {@code tenant:String} among them. */
  Set<String> placeholders() {
    var found = new LinkedHashSet<String>();
    var matcher = PLACEHOLDER.matcher(sql);
    while (matcher.find()) {
      found.add(matcher.group(1) + ":" + matcher.group(2));
    }
    return found;
  }

  /** Reads a file's text. */
  static Insight parse(String name, String text) {
    var entries = new ArrayList<String>();
    var sql = new StringBuilder();
    boolean header = true;
    for (var line : text.split("\n", -1)) {
      header = header && line.startsWith("--");
      if (!header) {
        sql.append(line).append('\n');
      } else if (line.startsWith("--  ") && !entries.isEmpty()) {
        entries.add(entries.remove(entries.size() - 1) + " " + line.substring(2).strip());
      } else if (line.length() > 2) {
        entries.add(line.substring(2).strip());
      }
    }
    return new Header(name).read(entries).insight(sql.toString().strip());
  }

  /** One reading of a header. */
  private static final class Header {
    private final String name;
    private final List<InsightParameter> params = new ArrayList<>();
    private final List<InsightColumn> columns = new ArrayList<>();
    private final List<InsightSentence> sentences = new ArrayList<>();
    private List<String> reads = List.of();
    private Layout layout = Layout.TABLE;
    private String title = "";
    private String misread = "";

    Header(String name) {
      this.name = name;
    }

    Header read(List<String> entries) {
      for (var entry : entries) {
        int colon = entry.indexOf(':');
        if (colon < 0) {
          throw wrong(entry, "a ':' before the text");
        }
        var what = entry.substring(0, colon).strip();
        var text = entry.substring(colon + 1).strip();
        if (what.equals("title")) {
          title = text;
        } else if (what.equals("layout")) {
          layout = Layout.valueOf(text.toUpperCase(Locale.ROOT));
        } else if (what.equals("reads")) {
          reads = List.of(text.split(", *", -1));
        } else if (what.equals("misread")) {
          misread = text;
        } else if (what.startsWith("param ")) {
          params.add(param(entry, what.substring("param ".length()), text));
        } else if (what.startsWith("column ")) {
          columns.add(column(entry, what.substring("column ".length()), text));
        } else if (what.equals("sentence") || what.startsWith("sentence ")) {
          sentences.add(sentence(entry, what.substring("sentence".length()).strip(), text));
        } else {
          throw wrong(entry, "title, layout, reads, param, column, misread or sentence");
        }
      }
      return this;
    }

    private InsightParameter param(String entry, String what, String doc) {
      var matcher = PARAM.matcher(what);
      if (!matcher.matches()) {
        throw wrong(entry, "param name Type 'default' (one|of) : text");
      }
      var values = matcher.group(4) == null ? "" : matcher.group(4);
      long least = 0;
      long greatest = Integer.MAX_VALUE;
      var allowed = List.<String>of();
      if (values.contains("..")) {
        least = Long.parseLong(values.substring(0, values.indexOf("..")));
        greatest = Long.parseLong(values.substring(values.indexOf("..") + 2));
      } else if (!values.isEmpty()) {
        allowed = List.of(values.split("\\|", -1));
      }
      return new InsightParameter(
          matcher.group(1),
          matcher.group(2),
          matcher.group(3) == null,
          matcher.group(3) == null ? "" : matcher.group(3),
          allowed,
          least,
          greatest,
          doc);
    }

    private InsightColumn column(String entry, String what, String doc) {
      var matcher = COLUMN.matcher(what);
      if (!matcher.matches()) {
        throw wrong(entry, "column name unit [detail] : text");
      }
      return new InsightColumn(
          matcher.group(1), InsightColumn.Unit.of(matcher.group(2)), matcher.group(3) != null, doc);
    }

    private InsightSentence sentence(String entry, String what, String text) {
      try {
        var sentence = InsightSentence.parse(what, text);
        var known = columns.stream().map(InsightColumn::name).toList();
        if (!known.containsAll(sentence.columns())) {
          throw new IllegalArgumentException(sentence.columns() + " are not all columns above it");
        }
        return sentence;
      } catch (IllegalArgumentException e) {
        throw wrong(entry, e.getMessage());
      }
    }

    Insight insight(String sql) {
      if (title.isEmpty() || misread.isEmpty() || columns.isEmpty() || sql.isEmpty()) {
        throw wrong("header", "title, misread, columns and SQL");
      }
      return new Insight(name, title, layout, reads, params, columns, misread, sentences, sql);
    }

    private IllegalArgumentException wrong(String entry, String expected) {
      return new IllegalArgumentException(
          "insight " + name + ": " + entry + " (expected: " + expected + ")");
    }
  }
}
