package dev.starstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.ServerException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class DatabaseTroubleTest {

  @Test
  void noConnection_isDown() {
    assertThat(DatabaseTrouble.of(new ConnectionInitiationException("refused")))
        .isEqualTo(DatabaseTrouble.DOWN);
    assertThat(DatabaseTrouble.of(new CompletionException(new SocketTimeoutException("60 s"))))
        .isEqualTo(DatabaseTrouble.DOWN);
  }

  @Test
  void serverErrors_areToldApartByTheirCode() {
    assertThat(DatabaseTrouble.of(server(60, 404))).isEqualTo(DatabaseTrouble.NOT_MIGRATED);
    assertThat(DatabaseTrouble.of(server(81, 404))).isEqualTo(DatabaseTrouble.NOT_MIGRATED);
    assertThat(DatabaseTrouble.of(server(241, 500))).isEqualTo(DatabaseTrouble.OVERLOADED);
    assertThat(DatabaseTrouble.of(server(0, 502))).isEqualTo(DatabaseTrouble.DOWN);
    assertThat(DatabaseTrouble.of(server(62, 400))).isEqualTo(DatabaseTrouble.OTHER);
  }

  @Test
  void ownMistake_isNoOutage() {
    assertThat(DatabaseTrouble.of(new IllegalStateException("columns")))
        .isEqualTo(DatabaseTrouble.OTHER);
  }

  private static RuntimeException server(int code, int httpStatus) {
    return new CompletionException(new ServerException(code, "message", httpStatus, "query"));
  }
}
