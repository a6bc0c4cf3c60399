package dev.starstream.app.doctor;

import java.util.List;
import java.util.function.Consumer;

/** Some checks that go together, as all of one server do: where one fails, the rest cannot be. */
interface Examination {

  /** The names of its checks, in the order in which they are made. */
  List<String> checks();

  /**
   * Makes them, one after the other.
   *
   * @throws Exception if the check that is due cannot be made: its server is down then
   */
  void examine(Consumer<Finding> found) throws Exception;

  /** What to do if it is down. */
  String cure();
}
