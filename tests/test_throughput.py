"""Throughput: items a session, the pace, and the time left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from studio.throughput import LabelTime, Sitting, sitting, stage_queue

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def ago(minutes: float, seconds: float = 60) -> LabelTime:
    return LabelTime(NOW - timedelta(minutes=minutes), seconds)


def test_a_sitting_ends_at_a_break_of_half_an_hour() -> None:
    found = sitting([ago(5), ago(20), ago(49), ago(81), ago(82)], NOW)
    assert found.items == 3  # 49 minutes ago it was submitted, 31 minutes after the one before
    assert found.began == NOW - timedelta(minutes=50)
    assert (found.seconds, found.per_hour) == (180, 60)


def test_a_long_item_is_no_break() -> None:
    assert sitting([ago(1, seconds=3000), ago(55)], NOW).items == 2


def test_an_old_sitting_is_over() -> None:
    assert sitting([ago(31)], NOW) == Sitting(0, None, 0.0, None)
    assert sitting([], NOW).items == 0


def test_the_time_left_goes_by_the_median_so_that_a_lunch_does_not_count() -> None:
    labels = [ago(1, 30), ago(2, 40), ago(3, 3600)]
    queue = stage_queue("rank", 90, labels, sitting(labels, NOW))
    assert (queue.seconds_an_item, queue.seconds_left, queue.done_now) == (40, 3600, 3)


def test_without_a_pace_there_is_no_time_left() -> None:
    queue = stage_queue("write", 7, [], sitting([], NOW))
    assert (queue.waiting, queue.seconds_left, queue.done_now) == (7, None, 0)
