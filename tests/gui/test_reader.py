"""Reads ahead: in a thread of their own, told in the window's, and only the last one asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from studio.errors import StoreError
from studio.gui.reader import Reader

WAIT_S = 10


@pytest.fixture
def reader(qapp: object) -> Iterator[Reader]:
    made = Reader()
    yield made
    made.deleteLater()


def test_it_reads_in_another_thread_and_tells_in_this_one(reader: Reader, qtbot) -> None:
    told: list[tuple[str, str]] = []

    def take(read_in: str) -> None:
        told.append((read_in, threading.current_thread().name))

    reader.ask(lambda: threading.current_thread().name, take)
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("reader", threading.current_thread().name)]


def test_of_several_questions_only_the_last_is_answered(reader: Reader, qtbot) -> None:
    read: list[str] = []
    told: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert go_on.wait(WAIT_S)
        return "slow"

    reader.ask(slow, told.append)
    qtbot.waitUntil(begun.is_set)
    for name in ("second", "third"):
        reader.ask(lambda name=name: read.append(name) or name, told.append)
    go_on.set()
    qtbot.waitUntil(lambda: bool(told))
    assert (read, told) == (["third"], ["third"])


def test_what_is_forgotten_is_not_told(reader: Reader, qtbot) -> None:
    told: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert go_on.wait(WAIT_S)
        return "slow"

    reader.ask(slow, told.append)
    qtbot.waitUntil(begun.is_set)
    reader.forget()
    go_on.set()
    qtbot.waitUntil(lambda: not reader._timer.isActive())
    assert told == []


def test_a_failed_read_is_not_told_and_the_next_one_is(reader: Reader, qtbot) -> None:
    told: list[str] = []

    def refuse() -> str:
        raise StoreError("disk_full", path="studio.sqlite")

    reader.ask(refuse, told.append)
    qtbot.waitUntil(lambda: not reader._timer.isActive())
    assert told == []
    reader.ask(lambda: "well", told.append)
    qtbot.waitUntil(lambda: told == ["well"])
