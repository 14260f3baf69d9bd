"""The pace of requests: limits a minute, refusals, recovery. The clock is the test's own."""

from __future__ import annotations

import pytest

from summarizer.models._pace import LongPauseError, Pace
from summarizer.models._transport import LONGEST_PAUSE


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def send(pace: Pace, clock: Clock, count: int, *, tokens: int = 0) -> float:
    """Send ``count`` requests as fast as the pace allows; returns the seconds it took."""
    began = clock.now
    for _ in range(count):
        pause, booked = pace.wait(0)
        clock.now += pause
        pace.answered(booked, tokens, 0)
    return clock.now - began


def test_nothing_holds_back_without_limits(clock: Clock) -> None:
    assert send(Pace(clock=clock), clock, 1000) == 0


def test_requests_are_spread_over_the_minute(clock: Clock) -> None:
    assert send(Pace(60, clock=clock), clock, 121) == pytest.approx(120)


def test_requests_that_come_slower_do_not_wait(clock: Clock) -> None:
    pace = Pace(60, clock=clock)
    for _ in range(10):
        pause, _ = pace.wait(0)
        assert pause == 0
        clock.now += 1.5


def test_tokens_are_corrected_to_what_was_used(clock: Clock) -> None:
    # 6,000 a minute; each request takes 200 whatever was booked for it.
    assert send(Pace(None, 6000, clock=clock), clock, 61, tokens=200) == pytest.approx(120, abs=2)


def test_the_tighter_limit_counts(clock: Clock) -> None:
    assert send(Pace(6000, 6000, clock=clock), clock, 61, tokens=200) == pytest.approx(120, abs=2)


def test_all_wait_for_what_one_was_told(clock: Clock) -> None:
    pace = Pace(clock=clock, chance=lambda: 0.0)
    send(pace, clock, 10)
    pace.refused(20.0)
    pauses = [pace.wait(0)[0] for _ in range(5)]
    assert min(pauses) >= 20
    # Not all at once when the door opens again.
    assert len(set(pauses)) == 5


def test_refused_without_a_time_the_pause_doubles(clock: Clock) -> None:
    pace = Pace(clock=clock, chance=lambda: 0.0)
    seen: list[float] = []
    for _ in range(4):
        pace.refused(None)
        seen.append(pace._closed_until - clock.now)
        clock.now = pace._closed_until + 0.1
    assert seen == pytest.approx([1, 2, 4, 8])


def test_refused_together_counts_once(clock: Clock) -> None:
    pace = Pace(clock=clock, chance=lambda: 0.0)
    for _ in range(50):
        pace.refused(None)
    assert pace._closed_until - clock.now == pytest.approx(1)


def test_after_a_refusal_slower_and_in_the_end_free_again(clock: Clock) -> None:
    pace = Pace(clock=clock, chance=lambda: 0.0)
    for _ in range(100):
        pace.answered(0, 0, 0)
        clock.now += 0.1
    pace.refused(1.0)
    clock.now += 1.0
    # Ten a second were answered: seven a second now.
    assert send(pace, clock, 11) == pytest.approx(10 / 7, rel=0.15)
    send(pace, clock, 300)
    assert send(pace, clock, 100) == 0


def test_refused_before_any_answer_only_the_pause_counts(clock: Clock) -> None:
    # Nothing is known of the rate yet: 100 requests must not take minutes.
    pace = Pace(clock=clock, chance=lambda: 0.0)
    pace.refused(1.0)
    assert send(pace, clock, 100) == pytest.approx(1.0)


def test_refused_together_with_a_time_slows_once(clock: Clock) -> None:
    def seconds_after(refusals: int) -> float:
        pace = Pace(clock=clock, chance=lambda: 0.0)
        for _ in range(100):
            pause, booked = pace.wait(0)
            clock.now += pause + 0.05
            pace.answered(booked, 10, 10)
        for _ in range(refusals):
            pace.refused(1.0)
        return send(pace, clock, 20)

    assert seconds_after(5) == pytest.approx(seconds_after(1))


def test_a_server_that_refuses_one_in_twenty_is_not_left_waiting(clock: Clock) -> None:
    pace = Pace(clock=clock, chance=lambda: 0.0)
    began = clock.now
    for number in range(1000):
        pause, booked = pace.wait(0)
        clock.now += pause + 0.05
        if number % 20 == 10:
            pace.refused(1.0)
        else:
            pace.answered(booked, 10, 10)
    # 50 s of work and 50 pauses of a second; what else it takes is our own caution.
    assert clock.now - began < 2 * 100


def test_a_pause_that_is_too_long_is_told_and_books_nothing(clock: Clock) -> None:
    pace = Pace(60, clock=clock, chance=lambda: 1.0)
    pace.refused(3600.0)
    for _ in range(100):
        with pytest.raises(LongPauseError) as caught:
            pace.wait(0)
    assert caught.value.seconds == 3600
    # Near its end it is waited for like any other, and spread no wider.
    clock.now += 3600 - LONGEST_PAUSE
    assert LONGEST_PAUSE < pace.wait(0)[0] <= 1.1 * LONGEST_PAUSE
    clock.now += 1.1 * LONGEST_PAUSE
    assert pace.wait(0)[0] == 0


def test_the_longest_pause_is_waited_for_though_it_is_spread(clock: Clock) -> None:
    pace = Pace(clock=clock, chance=lambda: 1.0)
    pace.refused(LONGEST_PAUSE)
    assert pace.wait(0)[0] == pytest.approx(1.1 * LONGEST_PAUSE)
