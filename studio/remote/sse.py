"""Server-sent events, of which only the data are of interest, from bytes as they arrive.

Source: HTML standard, section 9.2.6, "Interpreting an event stream".
"""

from __future__ import annotations

MAX_LINE_BYTES = 1_000_000


class LineTooLong(ValueError):  # noqa: N818 - says what is wrong
    """A line is longer than any answer's piece can be."""


class EventData:
    """Feeds on pieces of a stream, cut anywhere; gives the data of each event that is whole."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[str] = []
        self._after_return = False

    def feed(self, piece: bytes) -> list[str]:
        """Raises `LineTooLong`, and `UnicodeDecodeError` for what is no UTF-8."""
        if self._after_return and piece.startswith(b"\n"):  # CR and LF came in two pieces
            piece = piece[1:]
        if piece:
            self._after_return = piece.endswith(b"\r")
        text = (self._rest + piece).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, self._rest = text.split(b"\n")
        if any(len(line) > MAX_LINE_BYTES for line in (*lines, self._rest)):
            raise LineTooLong
        return [data for line in lines if (data := self._take(line.decode())) is not None]

    def _take(self, line: str) -> str | None:
        if line:
            field, _, value = line.partition(":")
            if field == "data":
                self._data.append(value.removeprefix(" "))
            return None
        data, self._data = self._data, []
        return "\n".join(data) if data else None
