from __future__ import annotations

import pytest

from studio.gui.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_time_left_follows_the_speed_of_the_last_steps():
    clock = Clock()
    pace = Pace(clock)
    assert pace.left() is None
    for step in range(1, 11):
        clock.now += 2.0
        pace.reach(step, 40)
    assert pace.elapsed() == pytest.approx(20.0)
    assert pace.left() == pytest.approx(60.0)
    clock.now += 1.0
    assert pace.left() == pytest.approx(59.0)
    for step in range(11, 41):
        clock.now += 0.5
        pace.reach(step, 40)
    assert pace.left() == pytest.approx(0.0)


def test_pauses_do_not_count():
    clock = Clock()
    pace = Pace(clock)
    clock.now += 10
    pace.reach(5, 10)
    pace.pause()
    clock.now += 1000
    pace.pause()
    assert pace.elapsed() == pytest.approx(10)
    assert pace.left() == pytest.approx(10)
    pace.resume()
    pace.resume()
    clock.now += 2
    assert pace.elapsed() == pytest.approx(12)
    assert pace.left() == pytest.approx(8)
