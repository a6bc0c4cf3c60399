package dev.starstream.aggregates;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One numbered statement of DDL. Every statement may be repeated, so that a migrator that dies
 * between statement and record does no harm.
 *
 * @param version number at the front of the file name
 * @param name file name, such as {@code 0002_answer_scores.sql}
 * @param sql the file without its closing semicolon
 * @param checksum SHA-256 of the file, hexadecimal
 */
record Migration(int version, String name, String sql, String checksum) {

  private static final Pattern NAME = Pattern.compile("([0-9]{4})_[a-z0-9_]+\\.sql");

  /** All migrations of this build in the order of their numbers. */
  static List<Migration> all() {
    return Resources.text("migrations/index.txt")
        .lines()
        .filter(line -> !line.isBlank())
        .map(name -> of(name, Resources.text("migrations/" + name)))
        .toList();
  }

  static Migration of(String name, String file) {
    var matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "migration: '" + name + "' (expected: 4 digits, _, lower-case name, .sql)");
    }
    var sql = file.strip();
    return new Migration(
        Integer.parseInt(matcher.group(1)),
        name,
        sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql,
        sha256(file));
  }

  private static String sha256(String file) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(file.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
