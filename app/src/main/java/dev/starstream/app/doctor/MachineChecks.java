package dev.starstream.app.doctor;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** This machine, as far as a stage would feel it. */
final class MachineChecks implements Examination {

  private static final long MIB = 1024 * 1024;
  private static final int OLDEST_JAVA = 17;
  private static final long LITTLE_MEMORY = 2048 * MIB;
  private static final long LITTLE_SPACE = 2048 * MIB;
  private static final long NO_SPACE = 256 * MIB;
  private static final long FEW_FILES = 4096;

  private final Path stateDirectory;

  MachineChecks(Path stateDirectory) {
    this.stateDirectory = stateDirectory;
  }

  @Override
  public List<String> checks() {
    return List.of("java", "memory", "file descriptors", "state directory");
  }

  @Override
  public String cure() {
    return "see what the system says about it";
  }

  @Override
  public void examine(Consumer<Finding> found) throws IOException {
    found.accept(java(Runtime.version().feature()));
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    found.accept(memory(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory()));
    found.accept(
        system instanceof UnixOperatingSystemMXBean unix
            ? files(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
            : Finding.unknown("file descriptors", "this system does not tell"));
    found.accept(space());
  }

  static Finding java(int version) {
    return version >= OLDEST_JAVA
        ? Finding.ok("java", Runtime.version() + " at " + System.getProperty("java.home"))
        : Finding.wrong(
            "java",
            "Java " + version + " (expected: " + OLDEST_JAVA + " or newer)",
            "install a JDK 17 or newer, or set JAVA_HOME to one");
  }

  static Finding memory(long total, long heap) {
    var found = "%,d MiB, of which a heap may take %,d MiB".formatted(total / MIB, heap / MIB);
    return total >= LITTLE_MEMORY
        ? Finding.ok("memory", found)
        : Finding.warning("memory", found, "2 GiB or more for all stages of one process");
  }

  static Finding files(long open, long most) {
    var found = open + " open of " + most;
    return most >= FEW_FILES
        ? Finding.ok("file descriptors", found)
        : Finding.warning(
            "file descriptors", found, "`ulimit -n 65536` (systemd: LimitNOFILE=65536)");
  }

  private Finding space() throws IOException {
    var there = stateDirectory.toAbsolutePath().normalize();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    var writable = Files.isDirectory(there) && Files.isWritable(there);
    return space(there, writable, Files.getFileStore(there).getUsableSpace());
  }

  static Finding space(Path directory, boolean writable, long usable) {
    var check = "state directory";
    var found = "%s: %,d MiB free".formatted(directory, usable / MIB);
    if (!writable) {
      return Finding.wrong(
          check,
          directory + ": cannot be written",
          "give this user the directory, or set scoring.state-dir to another");
    }
    if (usable < NO_SPACE) {
      return Finding.wrong(check, found, "make room, or set scoring.state-dir to another disk");
    }
    return usable >= LITTLE_SPACE
        ? Finding.ok(check, found)
        : Finding.warning(check, found, "2 GiB or more, for the ids of a week");
  }
}
