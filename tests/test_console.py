"""The terminal's progress bar, its summaries, and JSON lines."""

from __future__ import annotations

import io
import json
import math

import pytest

from studio.console import Bar, JsonLines, Terminal, duration, figures, finite, table
from studio.jobs.events import (
    Failed,
    Finished,
    Notice,
    Progress,
    SampleSeen,
    Started,
    Stopped,
    TextPiece,
)
from studio.wording import NOTICES


class Clock:
    """A clock that stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_shows_share_time_left_and_figures() -> None:
    out, clock = Tty(), Clock()
    bar = Bar(out, clock)
    bar.start("reward")
    clock.now = 30.0
    bar.update(1, 4, {"loss": 0.6931471, "tokens_per_second": 812.0})
    line = out.getvalue().split("\x1b[K")[-1]
    assert line == "reward   [######------------------]  25%  1:30 left  loss 0.693"


def test_the_bar_remembers_figures_that_come_seldom() -> None:
    out, clock = Tty(), Clock()
    bar = Bar(out, clock)
    bar.update(1, 3, {"heldout_loss": 2.5})
    clock.now = 1.0
    bar.update(2, 3, {"loss": 2.0})
    assert out.getvalue().endswith("loss 2, heldout loss 2.5")


def test_the_bar_is_redrawn_at_most_ten_times_a_second_but_always_at_the_end() -> None:
    out, clock = Tty(), Clock()
    bar = Bar(out, clock)
    for step in range(1, 1001):
        clock.now = step / 1000
        bar.update(step, 1000, {})
    assert 10 <= out.getvalue().count("\r") <= 12
    assert "100%" in out.getvalue().split("\r")[-1]


def test_a_log_file_gets_a_line_for_each_tenth_and_no_control_characters() -> None:
    out = io.StringIO()
    bar = Bar(out, Clock())
    for step in range(1, 101):
        bar.update(step, 100, {})
    lines = out.getvalue().splitlines()
    assert [line.split("]")[1].split("%")[0].strip() for line in lines] == [
        str(tenth) for tenth in range(10, 101, 10)
    ]
    assert "\r" not in out.getvalue()
    assert "\x1b" not in out.getvalue()


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (41.4, "0:41"), (725, "12:05"), (3723, "1:02:03")]
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_figures_names_numbers_and_words_and_leaves_out_the_rest() -> None:
    summary = {"win_rate": 0.58333, "prompts": 6, "judge": "synthetic", "reports": {"a": 1}}
    assert figures(summary) == "win rate 0.583, prompts 6, judge synthetic"


def test_finite_replaces_what_json_cannot_hold_at_any_depth() -> None:
    values = {"a": math.nan, "b": [1.5, -math.inf, {"c": math.inf}], "d": (True, 3, "x", None)}
    assert finite(values) == {"a": None, "b": [1.5, None, {"c": None}], "d": [True, 3, "x", None]}


def test_json_lines_are_one_object_each(capsys: pytest.CaptureFixture[str]) -> None:
    console = JsonLines()
    console.emit(Started("sft", 2))
    console.emit(Progress(1, 2, {"loss": math.nan, "explained_variance": 0.5}))
    console.emit(SampleSeen(1, "Frage?", "Füße\nund Hände", None))
    console.emit(Finished(2, {"loss": 1.0}))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["started", "progress", "sampleseen", "finished"]
    assert lines[1]["metrics"] == {"loss": None, "explained_variance": 0.5}
    assert lines[2]["response"] == "Füße\nund Hände"


def test_json_lines_leave_the_words_of_a_failure_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console = JsonLines()
    console.emit(Failed("option_range", {"name": "k", "value": 0, "low": 1, "high": 9}))
    out, err = capsys.readouterr()
    assert json.loads(out)["code"] == "option_range"
    assert err.splitlines() == [
        "rlhf-studio: k is 0, but must lie between 1 and 9.",
        "Choose a value in that range.",
    ]


def test_the_terminal_streams_an_answer_without_bar_or_summary(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console = Terminal()
    console.emit(Started("chat", 4))
    for step, piece in enumerate(("The ", "frog."), 1):
        console.emit(TextPiece(0, piece))
        console.emit(Progress(step, 4))
    console.emit(Finished(2, {"responses": ["The frog."]}))
    assert capsys.readouterr() == ("The frog.\n", "")


def test_the_terminal_ends_with_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    console = Terminal()
    console.emit(Started("reward", 1))
    console.emit(Finished(1, {"accuracy": 0.7123, "comparisons": 96}))
    assert capsys.readouterr().out == "reward finished: accuracy 0.712, comparisons 96\n"


def test_the_terminal_says_that_a_stop_keeps_the_work(capsys: pytest.CaptureFixture[str]) -> None:
    console = Terminal()
    console.emit(Started("sft", 1))
    console.emit(Stopped(1, {}))
    assert capsys.readouterr().out == "sft stopped; what was done is kept\n"


def test_the_terminal_words_a_notice(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NOTICES, "for_test", "{count} are too long.")
    Terminal().emit(Notice("warning", "for_test", {"count": 3}))
    assert capsys.readouterr() == ("", "warning: 3 are too long.\n")


def test_an_unexpected_failure_tells_how_to_learn_more(capsys: pytest.CaptureFixture[str]) -> None:
    failure = Failed("unexpected", {"reason": "ZeroDivisionError: x"}, "Traceback: line 7")
    Terminal().emit(failure)
    plain = capsys.readouterr().err
    assert "ZeroDivisionError" in plain
    assert "--debug" in plain
    assert "line 7" not in plain
    Terminal(debug=True).emit(failure)
    assert "Traceback: line 7" in capsys.readouterr().err


@pytest.mark.parametrize("last", [Finished(1), Stopped(1), Failed("unexpected")])
def test_a_console_remembers_how_the_job_ended(last: Finished | Stopped | Failed) -> None:
    console = JsonLines()
    console.emit(Started("sft", 1))
    assert console.last is None
    console.emit(last)
    assert console.last is last


def test_figures_of_policies_stand_in_a_table() -> None:
    measured = {
        "base": {"ended": (0.5, 0.4, 0.6)},
        "sft-1": {"ended": (1.0, 0.96, 1.0), "wins": (0.9, 0.85, 0.94)},
    }
    assert table(measured).splitlines() == [
        "       base                 sft-1",
        "ended  50.0 % [40.0, 60.0]  100.0 % [96.0, 100.0]",
        "wins   -                    90.0 % [85.0, 94.0]",
    ]
