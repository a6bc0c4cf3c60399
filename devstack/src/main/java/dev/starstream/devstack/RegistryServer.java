package dev.starstream.devstack;

import dev.starstream.devstack.fetch.Distributions;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;

/** The plan for an Apicurio Registry with its data in one H2 file. */
final class RegistryServer {
  /** Where it speaks the Confluent API. */
  private static final String API_PATH = "/apis/ccompat/v7";

  private static final String MAIN_CLASS = "dev.starstream.devstack.child.GuardedMain";

  private RegistryServer() {}

  static ServerPlan plan(Distributions distributions, DataDirectory directory, int port) {
    Path jar = distributions.registryJar();
    Path database = directory.subdirectory("registry");
    List<String> command =
        ChildJvm.command(
            ChildJvm.ownClasses() + File.pathSeparator + jar,
            List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.http.access-log.enabled=false",
                "-Dapicurio.storage.kind=sql",
                "-Dapicurio.storage.sql.kind=h2",
                // Without WRITE_DELAY=0 a kill -9 takes the last half second of schemas along.
                "-Dapicurio.datasource.url=jdbc:h2:file:"
                    + database.resolve("registry")
                    + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE",
                "-Dapicurio.datasource.jdbc.initial-size=2",
                "-Dapicurio.datasource.jdbc.min-size=2",
                "-Dapicurio.datasource.jdbc.max-size=10",
                "-Dapicurio.datasource.blue.jdbc.initial-size=0",
                "-Dapicurio.datasource.blue.jdbc.min-size=0",
                "-Dapicurio.datasource.green.jdbc.initial-size=0",
                "-Dapicurio.datasource.green.jdbc.min-size=0"),
            MAIN_CLASS);
    command.add(mainClass(jar));
    return new ServerPlan(
        Component.Role.REGISTRY,
        "Apicurio Registry " + Distributions.REGISTRY_VERSION,
        port,
        command,
        Map.of(),
        directory.path(),
        directory.log(Component.Role.REGISTRY),
        () -> answers(port),
        Optional.empty());
  }

  private static String mainClass(Path jar) {
    try (var file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue("Main-Class");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + jar, e);
    }
  }

  static String url(int port) {
    return "http://127.0.0.1:" + port + API_PATH;
  }

  /** Apicurio checks nothing until told to. */
  static void demandFullTransitive(int port) {
    try {
      var response =
          HttpCalls.put(
              url(port) + "/config",
              "application/vnd.schemaregistry.v1+json",
              "{\"compatibility\":\"FULL_TRANSITIVE\"}");
      if (response.statusCode() != 200) {
        throw new StackException(
            "the schema registry refused FULL_TRANSITIVE compatibility: HTTP "
                + response.statusCode()
                + " "
                + response.body());
      }
    } catch (IOException e) {
      throw new StackException("the schema registry did not take its compatibility", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while the schema registry was starting", e);
    }
  }

  private static boolean answers(int port) throws Exception {
    return HttpCalls.get(url(port) + "/subjects").statusCode() == 200;
  }
}
