package dev.starstream.devstack;

import java.util.StringJoiner;

/** What the processes of a stack hold in memory. */
final class Memory {

  private static final long MIB = 1024L * 1024;

  /** Resident memory of each server and of this process, and the sum, for a person. */
  static String ofAll(Stack stack) {
    var parts = new StringJoiner(", ");
    long sum = 0;
    for (var component : stack.components()) {
      if (component.memoryBytes().isPresent()) {
        var bytes = component.memoryBytes().getAsLong();
        parts.add(component.role().label() + " " + bytes / MIB + " MiB");
        sum += bytes;
      }
    }
    var own = ServerProcess.residentBytes(ProcessHandle.current().pid());
    if (own.isPresent()) {
      parts.add("stages " + own.get() / MIB + " MiB");
      sum += own.get();
    }
    return sum / MIB + " MiB (" + parts + ")";
  }

  private Memory() {}
}
