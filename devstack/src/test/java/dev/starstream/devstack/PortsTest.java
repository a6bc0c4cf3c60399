package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void takenPort_isNamedWithWhatToDo() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> Ports.choose(port, Component.Role.CLICKHOUSE))
          .isInstanceOf(StackException.class)
          .hasMessage("port " + port + " is taken: stop what uses it or pass --clickhouse-port");
    }
  }

  @Test
  void portTakenOnAllAddresses_isTakenToo() throws Exception {
    try (var taken = new ServerSocket(0)) {
      assertThatThrownBy(() -> Ports.choose(taken.getLocalPort(), Component.Role.KAFKA))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("--kafka-port");
    }
  }

  @Test
  void freePort_isKept() {
    int free = Ports.free();
    assertThat(Ports.choose(free, Component.Role.KAFKA)).isEqualTo(free);
  }

  @Test
  void zero_isAnyFreePort() {
    assertThat(Ports.choose(0, Component.Role.KAFKA)).isPositive();
  }
}
