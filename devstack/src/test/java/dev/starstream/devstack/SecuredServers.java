package dev.starstream.devstack;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker that lets clients in over TLS with SCRAM-SHA-512 only, and an HTTPS proxy before the
 * shared stack's registry that demands a user and a password. Both show one certificate for
 * 127.0.0.1, made here and now, which only {@link #trustStore} trusts.
 */
final class SecuredServers implements AutoCloseable {

  static final String USER = "starstream";
  private static final int SCRAM_ITERATIONS = 4096;
  private static final String BROKER_LISTENER = "listener.name.secured.";

  private final String password;
  private final Path trustStore;
  private final ServerProcess broker;
  private final int brokerPort;
  private final HttpsServer registry;
  private final ExecutorService registryThreads = Executors.newCachedThreadPool();

  private SecuredServers(
      String password,
      Path trustStore,
      ServerProcess broker,
      int brokerPort,
      HttpsServer registry) {
    this.password = password;
    this.trustStore = trustStore;
    this.broker = broker;
    this.brokerPort = brokerPort;
    this.registry = registry;
  }

  /**
   * Starts both.
   *
   * @param password of the one user that both know, and of the stores
   */
  static SecuredServers start(Path folder, String password, String registryUrl) throws Exception {
    var keyStore = makeCertificate(folder, password);
    var trustStore = folder.resolve("truststore.p12");
    var keys = load(keyStore, password);
    storeTrust(keys, trustStore, password);

    var inner = Ports.free();
    var secured = Ports.free();
    var broker =
        new ServerProcess(
            plan(folder, inner, properties(folder, inner, secured, keyStore, password)),
            Duration.ofSeconds(60),
            process -> {});
    broker.start();
    addUser(inner, password);

    var registry =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var servers = new SecuredServers(password, trustStore, broker, secured, registry);
    registry.setHttpsConfigurator(new HttpsConfigurator(context(keys, password)));
    registry.setExecutor(servers.registryThreads);
    servers.forward(URI.create(registryUrl));
    registry.start();
    return servers;
  }

  String kafkaBootstrap() {
    return "127.0.0.1:" + brokerPort;
  }

  /** Where the registry's API is behind the proxy. */
  String registryUrl() {
    return "https://127.0.0.1:" + registry.getAddress().getPort();
  }

  /** PKCS12. */
  Path trustStore() {
    return trustStore;
  }

  @Override
  public void close() {
    registry.stop(0);
    registryThreads.shutdown();
    broker.beginStop();
    broker.awaitStop();
  }

  private static Path makeCertificate(Path folder, String password) throws Exception {
    var keyStore = folder.resolve("server.p12");
    var keytool = ChildJvm.javaHome().resolve("bin").resolve("keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-keystore",
                keyStore.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                password,
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=starstream test",
                "-ext",
                "SAN=ip:127.0.0.1")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (made.waitFor() != 0) {
      throw new StackException(Files.readString(folder.resolve("keytool.log")));
    }
    return keyStore;
  }

  private static KeyStore load(Path file, String password)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    return store;
  }

  private static void storeTrust(KeyStore keys, Path file, String password)
      throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    try (var out = Files.newOutputStream(file)) {
      trusted.store(out, password.toCharArray());
    }
  }

  private static SSLContext context(KeyStore keys, String password)
      throws GeneralSecurityException {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static Path properties(
      Path folder, int inner, int secured, Path keyStore, String password) throws IOException {
    Properties properties = KafkaServer.properties(folder.resolve("kafka"), inner, Ports.free());
    properties.merge("listeners", "SECURED://127.0.0.1:" + secured, KafkaServer::joined);
    properties.merge("advertised.listeners", "SECURED://127.0.0.1:" + secured, KafkaServer::joined);
    properties.putAll(
        Map.of(
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL",
            BROKER_LISTENER + "sasl.enabled.mechanisms",
            "SCRAM-SHA-512",
            BROKER_LISTENER + "scram-sha-512.sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required;",
            BROKER_LISTENER + "ssl.keystore.location",
            keyStore.toString(),
            BROKER_LISTENER + "ssl.keystore.type",
            "PKCS12",
            BROKER_LISTENER + "ssl.keystore.password",
            password));
    var file = folder.resolve("kafka.properties");
    try (var writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return file;
  }

  private static ServerPlan plan(Path folder, int inner, Path properties) throws IOException {
    Files.createDirectories(folder.resolve("kafka"));
    var command =
        ChildJvm.command(
            ChildJvm.ownClassPath(),
            List.of("-Dlogback.configurationFile=dev/starstream/devstack/child-logback.xml"),
            "dev.starstream.devstack.child.KafkaBroker");
    command.add(properties.toString());
    return new ServerPlan(
        Component.Role.KAFKA,
        "Kafka behind SASL_SSL",
        inner,
        command,
        Map.of(),
        folder,
        folder.resolve("kafka.log"),
        () -> KafkaServer.answers(inner),
        Optional.empty());
  }

  private static void addUser(int inner, String password) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + inner))) {
      var scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
      admin
          .alterUserScramCredentials(
              List.of(new UserScramCredentialUpsertion(USER, scram, password)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private void forward(URI target) {
    var client = HttpClient.newHttpClient();
    var context =
        registry.createContext(
            "/",
            exchange -> {
              try (exchange) {
                forward(client, target, exchange);
              }
            });
    context.setAuthenticator(
        new BasicAuthenticator("registry") {
          @Override
          public boolean checkCredentials(String user, String given) {
            return user.equals(USER) && given.equals(password);
          }
        });
  }

  private static void forward(HttpClient client, URI target, HttpExchange exchange)
      throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    var request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI().toString()));
    for (var name : List.of("Accept", "Content-Type")) {
      Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
          .ifPresent(value -> request.header(name, value));
    }
    request.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      response
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(response.statusCode(), response.body().length);
      exchange.getResponseBody().write(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.sendResponseHeaders(503, -1);
    }
  }
}
