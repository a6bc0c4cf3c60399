package dev.starstream.ingest;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a server listen to HTTPS. While it runs, the files are looked at again and again, and a
 * renewed certificate is used for new connections; while the new files cannot be used, the old
 * certificate stays.
 */
final class TlsConnector extends AbstractLifeCycle {

  private static final Logger log = LoggerFactory.getLogger(TlsConnector.class);

  private final Tls tls;
  private final Duration interval;
  private final SslContextFactory.Server context = new SslContextFactory.Server();

  /** Of the files in use; read and written by the executor's thread once that runs. */
  private int fingerprint;

  private ScheduledExecutorService executor;

  private TlsConnector(Tls tls, Duration interval) {
    this.tls = tls;
    this.interval = interval;
  }

  /**
   * A connector without address and port.
   *
   * @param interval how often the files are looked at
   * @throws Tls.UnusableTlsException if the files cannot be used
   */
  static ServerConnector of(Server server, HttpConfiguration http, Tls tls, Duration interval) {
    var connector = new TlsConnector(tls, interval);
    connector.fingerprint = tls.fingerprint();
    tls.into(connector.context);
    server.addBean(connector);
    var secure = new HttpConfiguration(http);
    // Not refused by the name that they ask for: health checks come by address.
    secure.addCustomizer(new SecureRequestCustomizer(false));
    return new ServerConnector(
        server,
        new SslConnectionFactory(connector.context, "http/1.1"),
        new HttpConnectionFactory(secure));
  }

  @Override
  protected void doStart() {
    executor =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var thread = new Thread(work, "tls-files");
              thread.setDaemon(true);
              return thread;
            });
    var millis = interval.toMillis();
    var unused = executor.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() {
    executor.shutdownNow();
  }

  private void look() {
    try {
      var found = tls.fingerprint();
      if (found == fingerprint) {
        return;
      }
      // So that files which cannot be used are complained of once.
      fingerprint = found;
      context.reload(factory -> tls.into((SslContextFactory.Server) factory));
      log.atInfo().addKeyValue("file", tls.certificate()).log("certificate renewed");
    } catch (Exception e) {
      log.atError()
          .addKeyValue("file", tls.certificate())
          .addKeyValue("cause", e.getMessage())
          .log("certificate not renewed, the old one is used");
    }
  }
}
