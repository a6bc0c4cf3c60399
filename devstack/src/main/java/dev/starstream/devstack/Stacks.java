package dev.starstream.devstack;

/** Starts the stack that this machine can run. */
public final class Stacks {
  private Stacks() {}

  /**
   * Starts the embedded stack; needs no Docker.
   *
   * @throws StackException if it cannot start; nothing is left running then
   */
  public static Stack start(StackSpec spec) {
    return EmbeddedStack.start(spec);
  }
}
