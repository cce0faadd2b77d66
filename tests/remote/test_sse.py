"""The data of server-sent events, however their bytes are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.remote import sse
from studio.remote.sse import EventData, LineTooLong

STREAM = ": hello\r\n\r\ndata: one\r\n\r\ndata:two\ndata: lines\n\nevent: x\rdata: ü€\r\rid: 4\n\n"
DATA = ["one", "two\nlines", "ü€"]


@given(cuts=st.lists(st.integers(0, len(STREAM.encode())), max_size=12))
def test_the_data_are_the_same_however_the_stream_is_cut(cuts: list[int]) -> None:
    raw, events, found = STREAM.encode(), EventData(), []
    places = [0, *sorted(cuts), len(raw)]
    for start, end in pairwise(places):
        found += events.feed(raw[start:end])
    assert found == DATA


def test_an_event_that_is_not_ended_is_none() -> None:
    events = EventData()
    assert events.feed(b"data: half\n") == []
    assert events.feed(b"\n") == ["half"]


def test_a_huge_line_is_refused_before_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_LINE_BYTES", 100)
    events = EventData()
    events.feed(b"data: " + b"x" * 90)
    with pytest.raises(LineTooLong):
        events.feed(b"x" * 10)


def test_what_is_no_utf8_is_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        EventData().feed(b"data: \xff\n\n")
