package dev.starstream.devstack;

import java.nio.file.Path;
import java.util.stream.Collectors;

/** Starts a stack, says its process ids, and waits to be killed. */
final class StackInAnotherJvm {
  private StackInAnotherJvm() {}

  public static void main(String[] args) throws InterruptedException {
    var stack =
        EmbeddedStack.start(StackSpec.keeping(Path.of(args[0])), new ClickHouseChoice.Library());
    System.out.println(
        stack.components().stream()
            .map(component -> Long.toString(component.pid().orElseThrow()))
            .collect(Collectors.joining(" ", "pids ", "")));
    Thread.currentThread().join();
  }
}
