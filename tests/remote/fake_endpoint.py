"""A server of this computer that answers like an OpenAI-compatible endpoint, or misbehaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from studio.endpoints import Endpoint

KEY = "sk-very-secret-0123456789abcdef"
ANSWER = "Because air scatters blue light most."


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeEndpoint

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._answer(json.loads(self.rfile.read(length)))

    def do_GET(self) -> None:
        self._answer(None)

    def _answer(self, body: Any) -> None:
        asked = Asked(self.command, self.path, dict(self.headers), body)
        with self.server.lock:
            self.server.asked.append(asked)
            script = self.server.script
            behave = script.pop(0) if script else self.server.behave
        with suppress(ConnectionError):
            behave(self, asked)

    def log_message(self, *_: object) -> None:
        pass

    # How behaviours answer

    def reply(self, status: int, text: str, kind: str = "application/json", **headers: str) -> None:
        raw = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def send(self, *events: Any) -> None:
        for event in events:
            data = event if isinstance(event, str) else json.dumps(event)
            self.wfile.write(f"data: {data}\n\n".encode())
            self.wfile.flush()


Behave = Callable[[Handler, Asked], None]


class FakeEndpoint(ThreadingHTTPServer):
    """`script` says how the next requests are answered, one after another; `behave` all others."""

    daemon_threads = False  # so that its end is waited for

    def __init__(self, behave: Behave) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behave = behave
        self.script: list[Behave] = []
        self.asked: list[Asked] = []
        self.lock = threading.Lock()
        self.over = threading.Event()  # ends behaviours that would go on for ever
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="endpoint")

    def __enter__(self) -> FakeEndpoint:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.over.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        pass  # a client that goes away is what is tested

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def endpoint(self, name: str = "Fake", **changes: Any) -> Endpoint:
        return Endpoint(**{"name": name, "base_url": self.base_url, "model": "m"} | changes)


def piece(text: str, reason: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]}


USAGE = {"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 8, "cost": 0.25}}


def says(text: str | Callable[[Asked], str], reason: str = "stop") -> Behave:
    """Streams an answer word by word, then the reason of its end, the usage, and the end."""

    def behave(handler: Handler, asked: Asked) -> None:
        whole = text if isinstance(text, str) else text(asked)
        handler.begin_stream()
        handler.wfile.write(b": a comment\n\n")
        handler.send(*(piece(word + " ") for word in whole.split()), piece("", reason))
        handler.send(USAGE, "[DONE]")

    return behave


def answers_whole(handler: Handler, asked: Asked) -> None:
    message = {"role": "assistant", "content": ANSWER}
    whole = {"choices": [{"message": message, "finish_reason": "stop"}], **{"usage": {}}}
    handler.reply(200, json.dumps(whole))


def lists(*models: str) -> Behave:
    found = json.dumps({"object": "list", "data": [{"id": model} for model in models]})
    return lambda handler, _: handler.reply(200, found)


def status(code: int, told: str = "no", **headers: str) -> Behave:
    error = json.dumps({"error": {"message": told}})
    return lambda handler, _: handler.reply(code, error, **headers)


def says_nothing(handler: Handler, asked: Asked) -> None:
    """Takes the question and is silent until the test is over."""
    handler.server.over.wait()
    handler.close_connection = True


def grows_silent(handler: Handler, asked: Asked) -> None:
    """Begins an answer and never goes on."""
    handler.begin_stream()
    handler.send(piece("Because"))
    handler.server.over.wait()


def breaks_off(handler: Handler, asked: Asked) -> None:
    """The connection is closed in the middle of an answer."""
    handler.begin_stream()
    handler.send(piece("Because "))


def drops(handler: Handler, asked: Asked) -> None:
    """The connection is closed without a word."""
    handler.close_connection = True


def sends_wrong_json(handler: Handler, asked: Asked) -> None:
    handler.begin_stream()
    handler.send(piece("Because "), '{"choices": [')


def sends_wrong_shape(handler: Handler, asked: Asked) -> None:
    handler.begin_stream()
    handler.send({"choices": [{"delta": {"content": {"not": "a text"}}}]})


def sends_a_page(handler: Handler, asked: Asked) -> None:
    handler.reply(200, "<html>Welcome!</html>", "text/html")


def never_ends(handler: Handler, asked: Asked) -> None:
    handler.begin_stream()
    while not handler.server.over.is_set():
        handler.send(piece("and on and on " * 100))


def sends_a_huge_line(handler: Handler, asked: Asked) -> None:
    handler.begin_stream()
    handler.wfile.write(b"data: ")
    while not handler.server.over.is_set():
        handler.wfile.write(b"x" * 65_536)


def tells_an_error(handler: Handler, asked: Asked) -> None:
    handler.begin_stream()
    handler.send(piece("Because "), {"error": {"message": "out of memory"}})


def points_to(url: str) -> Behave:
    return lambda handler, _: handler.reply(307, "", Location=url)
