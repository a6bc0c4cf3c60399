package dev.starstream.devstack;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Whether this machine has a Docker engine; the client alone is not one. */
final class Docker {
  private Docker() {}

  static boolean answers() {
    try {
      Process docker =
          new ProcessBuilder("docker", "version", "--format", "{{.Server.Version}}")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = docker.waitFor(5, TimeUnit.SECONDS);
      docker.destroyForcibly();
      return ended && docker.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
