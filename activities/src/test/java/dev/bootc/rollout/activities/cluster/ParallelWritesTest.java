package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ParallelWritesTest {
  private final ParallelWrites writes = new ParallelWrites();

  @AfterEach
  void close() {
    writes.close();
  }

  @Test
  void shouldReturnResultsInTheirOrderWhenAllSucceed() {
    // Given
    List<Callable<Integer>> numbers = numbers(100);
    List<Integer> told = new ArrayList<>();

    // When
    List<Integer> results = writes.all(numbers, told::add);

    // Then
    assertThat(results).isEqualTo(IntStream.range(0, 100).boxed().toList());
    assertThat(told).isEqualTo(results);
  }

  @Test
  void shouldWriteSixteenAtATimeWhenThereAreMore() {
    // Given
    AtomicInteger now = new AtomicInteger();
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch sixteen = new CountDownLatch(16);
    Callable<Boolean> write =
        () -> {
          seen.add(now.incrementAndGet());
          sixteen.countDown();
          sixteen.await();
          now.decrementAndGet();
          return true;
        };

    // When
    writes.all(Collections.nCopies(40, write));

    // Then
    assertThat(seen).hasSize(40).allSatisfy(atATime -> assertThat(atATime).isBetween(1, 16));
    assertThat(seen).contains(16);
  }

  @Test
  void shouldTryAllAndThrowTheFirstFailureWhenSomeFail() {
    // Given
    AtomicInteger written = new AtomicInteger();
    List<Callable<Integer>> mixed =
        List.of(
            () -> {
              throw new IllegalArgumentException("the first");
            },
            () -> {
              throw new IllegalArgumentException("the second");
            },
            written::incrementAndGet);

    // When
    ThrowingCallable all = () -> writes.all(mixed);

    // Then
    assertThatThrownBy(all).isInstanceOf(IllegalArgumentException.class).hasMessage("the first");
    assertThat(written).hasValue(1);
  }

  @Test
  void shouldLeaveTheRestWhenWhoIsToldWantsNoMore() {
    // Given
    AtomicInteger written = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    List<Callable<Integer>> many = new ArrayList<>();
    many.add(written::incrementAndGet);
    many.addAll(
        Collections.nCopies(
            100,
            () -> {
              never.await();
              return written.incrementAndGet();
            }));

    // When
    ThrowingCallable all =
        () ->
            writes.all(
                many,
                _ -> {
                  throw new IllegalStateException("cancelled");
                });

    // Then
    assertThatThrownBy(all).hasMessage("cancelled");
    assertThat(written).hasValue(1);
  }

  private static List<Callable<Integer>> numbers(int count) {
    return IntStream.range(0, count).<Callable<Integer>>mapToObj(number -> () -> number).toList();
  }
}
