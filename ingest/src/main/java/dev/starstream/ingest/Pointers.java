package dev.starstream.ingest;

/** JSON pointers (RFC 6901). */
final class Pointers {

  private static final int MAX_NAME_CHARS = 100;

  /**
   * The pointer of a member; a name of more than 100 characters is cut, as it may hold anything.
   */
  static String to(String parent, String name) {
    var cut = name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS) + "…";
    return parent + "/" + cut.replace("~", "~0").replace("/", "~1");
  }

  /** The pointer of an array's element, from 0. */
  static String to(String parent, int index) {
    return parent + "/" + index;
  }

  static String checked(String pointer) {
    if (!pointer.isEmpty() && pointer.charAt(0) != '/') {
      throw new IllegalArgumentException("pointer: '" + pointer + "' (expected: '' or '/...')");
    }
    return pointer;
  }

  private Pointers() {}
}
