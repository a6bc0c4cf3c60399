package dev.starstream.devstack.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskGuardTest {

  private static final long BRINK = DiskGuard.LEAST_FREE_BYTES;

  private final AtomicLong free = new AtomicLong(BRINK);
  private final List<String> said = new ArrayList<>();
  private final DiskGuard guard = new DiskGuard(free::get, said::add);

  @Test
  void enoughSpace_isNotTouched() {
    guard.check();

    assertThatCode(guard::demandSpace).doesNotThrowAnyException();
    assertThat(said).isEmpty();
  }

  @Test
  void fullDisk_stopsMergesOnceAndRefusesInsertsAsAServerDoes() {
    free.set(BRINK - 1);
    guard.check();
    free.set(0);
    guard.check();

    assertThat(said).containsExactly("SYSTEM STOP MERGES");
    assertThatThrownBy(guard::demandSpace)
        .isInstanceOf(ClickHouseException.class)
        .hasMessageStartingWith("Code: 243. DB::Exception: Less than 256 MiB are free")
        .hasMessageEndingWith("(NOT_ENOUGH_SPACE)");
  }

  @Test
  void spaceThatComesBack_isUsedOnceItIsMoreThanTheBrink() {
    free.set(0);
    guard.check();
    free.set(BRINK);
    guard.check();
    assertThatThrownBy(guard::demandSpace).isInstanceOf(ClickHouseException.class);

    free.set(2 * BRINK);
    guard.check();

    assertThat(said).containsExactly("SYSTEM STOP MERGES", "SYSTEM START MERGES");
    assertThatCode(guard::demandSpace).doesNotThrowAnyException();
  }

  @Test
  void refusedStatement_isTriedAgain() {
    var refusals = new AtomicLong(1);
    var reluctant =
        new DiskGuard(
            free::get,
            sql -> {
              if (refusals.getAndDecrement() > 0) {
                throw ClickHouseException.fromEngine("Code: 241. no memory");
              }
              said.add(sql);
            });
    free.set(0);

    assertThatThrownBy(reluctant::check).isInstanceOf(ClickHouseException.class);
    assertThatThrownBy(reluctant::demandSpace).isInstanceOf(ClickHouseException.class);
    reluctant.check();

    assertThat(said).containsExactly("SYSTEM STOP MERGES");
  }
}
