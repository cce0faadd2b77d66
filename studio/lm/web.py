"""Reading from the web, for a download that a person asked for: nothing else may use it.

Whatever the network does, the caller's `each` is called every `WAIT` seconds at the latest, and
what it raises ends the reading: so someone who cancels does not wait for a server.
"""

from __future__ import annotations

import http.client
import os
import queue
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

WAIT = 0.05  # seconds
PATIENCE = 20.0  # seconds without a byte, after which the server counts as gone
PIECE = 2**18  # bytes
PIECES = 16  # that wait to be taken
REDIRECTS = 5
MOVED = (301, 302, 303, 307, 308)


class WebError(Exception):
    """What the network does; its text says what."""


class Head(NamedTuple):
    """How a server begins its answer; the names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]


class Reading:
    """One answer of a server, read in a thread of its own. To be used in a `with`.

    `headers` go to the server of the address; a `secret` one (a key) to no other than that, also
    when it sends on elsewhere. Raises `WebError`.
    """

    def __init__(
        self,
        address: str,
        each: Callable[[], None],
        *,
        headers: Mapping[str, str] | None = None,
        secret: Mapping[str, str] | None = None,
    ) -> None:
        self._each, self._headers, self._secret = each, dict(headers or {}), dict(secret or {})
        self._pieces: queue.Queue[Head | bytes | Exception | None] = queue.Queue(PIECES)
        self._given_up = threading.Event()
        self._connection: http.client.HTTPConnection | None = None
        # A daemon: while a name is looked up, nothing can wake it.
        self._thread = threading.Thread(target=self._run, args=(address,), name="web", daemon=True)

    def __enter__(self) -> Reading:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._given_up.set()
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(WAIT)

    def head(self) -> Head:
        head = self._next()
        assert isinstance(head, Head)
        return head

    def pieces(self) -> Iterator[bytes]:
        """What follows the head, as it comes."""
        while (piece := self._next()) is not None:
            assert isinstance(piece, bytes)
            yield piece

    def _next(self) -> Head | bytes | None:
        while True:
            self._each()
            with suppress(queue.Empty):
                found = self._pieces.get(timeout=WAIT)
                if isinstance(found, Exception):
                    raise WebError(str(found) or type(found).__name__)
                return found

    def _run(self, address: str) -> None:
        try:
            response = self._open(urlsplit(address))
            headers = {name.lower(): value for name, value in response.getheaders()}
            self._put(Head(response.status, headers))
            while piece := response.read1(PIECE):
                self._put(piece)
            if response.length:  # read1 does not tell of an answer that is cut off
                raise http.client.HTTPException(f"{response.length} bytes are missing")
            self._put(None)
        except Exception as error:
            self._put(error)
        finally:
            if self._connection is not None:
                self._connection.close()

    def _put(self, piece: Head | bytes | Exception | None) -> None:
        while not self._given_up.is_set():
            with suppress(queue.Full):
                self._pieces.put(piece, timeout=WAIT)
                return

    def _open(self, address: SplitResult) -> http.client.HTTPResponse:
        first = address
        for _ in range(REDIRECTS + 1):
            if self._given_up.is_set():
                raise ConnectionAbortedError
            same = (address.scheme, address.netloc) == (first.scheme, first.netloc)
            self._connection = connect(address)
            path = address.path + (f"?{address.query}" if address.query else "")
            self._connection.request(
                "GET", path or "/", headers=self._headers | (self._secret if same else {})
            )
            response = self._connection.getresponse()
            target = response.getheader("Location")
            if response.status not in MOVED or not target:
                return response
            self._connection.close()
            before, address = address, urlsplit(urljoin(address.geturl(), target))
            if (before.scheme, address.scheme) == ("https", "http"):
                raise http.client.InvalidURL(target)
        raise http.client.HTTPException("too many redirections")


def connect(address: SplitResult) -> http.client.HTTPConnection:
    """A connection to the server of an address, through the proxy that the environment names."""
    if address.scheme not in ("http", "https") or not address.hostname:
        raise http.client.InvalidURL(address.geturl())
    kinds: dict[str, type[http.client.HTTPConnection]]
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    through = proxy(address)
    if through is None or not through.hostname:
        return kinds[address.scheme](address.hostname, address.port, timeout=PATIENCE)
    connection = kinds[address.scheme](through.hostname, through.port, timeout=PATIENCE)
    connection.set_tunnel(address.hostname, address.port)
    return connection


def proxy(address: SplitResult) -> SplitResult | None:
    """What `https_proxy` and `no_proxy` say of an address."""
    environment = {name.lower(): value for name, value in os.environ.items() if value}
    spared = [one.strip().lstrip(".") for one in environment.get("no_proxy", "").split(",")]
    host = address.hostname or ""
    is_spared = "*" in spared or any(
        one and (host == one or host.endswith(f".{one}")) for one in spared
    )
    named = environment.get(f"{address.scheme}_proxy") or environment.get("all_proxy")
    if is_spared or not named:
        return None
    return urlsplit(named if "://" in named else f"http://{named}")
