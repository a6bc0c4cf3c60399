package dev.starstream.devstack.child;

/** Somebody else's main class, ended with its parent. Needs nothing but the JDK. */
final class GuardedMain {
  private GuardedMain() {}

  /**
   * Runs another main class.
   *
   * @param args the main class, then its own arguments
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    ParentWatch.start();
    String[] rest = new String[args.length - 1];
    System.arraycopy(args, 1, rest, 0, rest.length);
    Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
  }
}
