"""How the terminal shows a job: a progress bar for people, or one JSON object a line.

Results go to standard output; progress, notices and errors to standard error.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO

from studio.jobs.events import (
    LAST_EVENTS,
    Event,
    Failed,
    Finished,
    Notice,
    Progress,
    Started,
    Stopped,
    TextPiece,
    event_to_dict,
)
from studio.wording import NOTICES, texts_for

BAR_CELLS = 24
REDRAW_EVERY_S = 0.1
# The figures worth a place beside the bar, in this order; each stage has some of them.
SHOWN_METRICS = ("loss", "heldout_loss", "heldout_accuracy", "reward", "kl", "entropy")


class Console:
    """Where a job's events go; remembers the last one, from which the exit code follows."""

    def __init__(self) -> None:
        self.last: Event | None = None

    def emit(self, event: Event) -> None:
        if isinstance(event, LAST_EVENTS):
            self.last = event
        self.show(event)

    def show(self, event: Event) -> None:
        raise NotImplementedError

    def report(self, values: Mapping[str, Any], line: str) -> None:
        """Tell what came out in the end: the values or the line, whichever suits the reader."""
        raise NotImplementedError


class JsonLines(Console):
    """One event a line on standard output; numbers are finite or null."""

    def show(self, event: Event) -> None:
        self._write(event_to_dict(event))
        if isinstance(event, Failed):
            show_error(event.code, event.details)

    def report(self, values: Mapping[str, Any], line: str) -> None:
        self._write(values)

    def _write(self, values: Mapping[str, Any]) -> None:
        print(json.dumps(finite(values), allow_nan=False), flush=True)


class Terminal(Console):
    """A bar with time left on standard error; a summary on standard output.

    Where standard error is no terminal (a log file), a line at every tenth replaces the bar.
    """

    def __init__(self, *, debug: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.debug = debug
        self._bar = Bar(sys.stderr, clock)
        self._stage = ""
        self._streaming = False

    def show(self, event: Event) -> None:
        match event:
            case Started(stage=stage):
                self._stage = stage
                self._bar.start(stage)
            case Progress(step=step, total=total, metrics=metrics):
                if not self._streaming:
                    self._bar.update(step, total, metrics)
            case TextPiece(text=text):
                self._streaming = True
                print(text, end="", flush=True)
            case Notice(level=level, code=code, details=details):
                self._line(f"{level}: {NOTICES[code].format_map(details)}")
            case Finished(summary=summary):
                self._end(f"{self._stage} finished", summary)
            case Stopped(summary=summary):
                self._end(f"{self._stage} stopped; what was done is kept", summary)
            case Failed(code=code, details=details, traceback=traceback):
                self._bar.clear()
                show_error(code, details, traceback if self.debug else "")

    def report(self, values: Mapping[str, Any], line: str) -> None:
        self._bar.clear()
        print(line, flush=True)

    def _end(self, line: str, summary: Mapping[str, Any]) -> None:
        self._bar.clear()
        if self._streaming:  # an answer is its own summary
            self._streaming = False
            print(flush=True)
        else:
            print(": ".join(filter(None, [line, figures(summary)])), flush=True)
            if measured := summary.get("figures"):
                print(table(measured), flush=True)

    def _line(self, text: str) -> None:
        self._bar.clear()
        print(text, file=sys.stderr, flush=True)


class Bar:
    """`reward   [########----------------]  33%  0:41 left  loss 0.61` on one line."""

    def __init__(self, out: TextIO, clock: Callable[[], float]) -> None:
        self._out = out
        self._clock = clock
        self._live = out.isatty()
        self._drawn = False
        self.start("")

    def start(self, title: str) -> None:
        self._title = title
        self._begun = self._clock()
        self._next_draw = self._begun
        self._tenths = 0
        self._metrics: dict[str, float] = {}

    def update(self, step: int, total: int, metrics: Mapping[str, float]) -> None:
        self._metrics.update(metrics)
        share = min(1.0, step / total) if total > 0 else 0.0
        now = self._clock()
        if self._live and (now >= self._next_draw or step >= total):
            self._next_draw = now + REDRAW_EVERY_S
            self._out.write("\r\x1b[K" + self._text(share, now - self._begun))
            self._drawn = True
        elif not self._live and int(share * 10) > self._tenths:
            self._tenths = int(share * 10)
            self._out.write(self._text(share, now - self._begun) + "\n")
        self._out.flush()

    def clear(self) -> None:
        """Take the bar off the line, so that text can stand there."""
        if self._drawn:
            self._out.write("\r\x1b[K")
            self._out.flush()
            self._drawn = False

    def _text(self, share: float, seconds: float) -> str:
        full = round(share * BAR_CELLS)
        bar = "#" * full + "-" * (BAR_CELLS - full)
        left = duration(seconds / share * (1 - share)) if share > 0 else "?"
        latest = {n: self._metrics[n] for n in SHOWN_METRICS if n in self._metrics}
        return f"{self._title:9}[{bar}] {share:4.0%}  {left} left  {figures(latest)}".rstrip()


def duration(seconds: float) -> str:
    """`0:41`, `12:05`, `1:02:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def figures(summary: Mapping[str, Any]) -> str:
    """`accuracy 0.71, low 0.63, high 0.78, comparisons 96`, from a job's summary."""
    told = []
    for name, value in summary.items():
        if isinstance(value, float):
            value = f"{value:.3g}"
        if isinstance(value, int | str):
            told.append(f"{name.replace('_', ' ')} {value}")
    return ", ".join(told)


def table(measured: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """A line for each figure and a column for each policy: a share and its 95 % interval."""
    names = list(dict.fromkeys(name for figures in measured.values() for name in figures))
    rows = [["", *measured]]
    for name in names:
        cells = [
            as_shares(figures[name]) if name in figures else "-" for figures in measured.values()
        ]
        rows.append([name.replace("_", " "), *cells])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(f"{c:{w}}" for c, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def as_shares(interval: Sequence[float]) -> str:
    """`96.2 % [94.1, 97.8]`."""
    rate, low, high = (100 * share for share in interval)
    return f"{rate:.1f} % [{low:.1f}, {high:.1f}]"


def finite(value: Any) -> Any:
    """The same plain data with every number that JSON cannot hold as None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value


def show_error(code: str, details: Mapping[str, Any], traceback: str = "") -> None:
    """Two lines on standard error: what is wrong, what to do; the traceback where there is one."""
    if traceback:
        print(traceback, file=sys.stderr)
    message, hint = texts_for(code, details)
    if code == "unexpected" and not traceback:
        hint = "Run it again with --debug after rlhf-studio, and report what it prints."
    print(f"rlhf-studio: {message}", file=sys.stderr)
    if hint:
        print(hint, file=sys.stderr)
