"""Ask an endpoint for one answer: streamed, bounded in time and size, tried again with patience.

What is sent, and all that is sent: the prompt, the model's name, temperature and the limit of
tokens, to the endpoint's own address; the key in the header `Authorization`, if there is one.
Redirects are not followed.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from studio import __version__
from studio.endpoints import Endpoint, is_local, key_variable
from studio.errors import RemoteError
from studio.remote.answer import Assembly, BadAnswer, RemoteAnswer, Told, TooLong, told_by
from studio.remote.keys import Key
from studio.remote.sse import EventData, LineTooLong
from studio.store.formats.dialogues import as_messages, turns_of_prompt

TRIES = 5
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
CONNECT_S, QUIET_S = 10.0, 60.0  # to connect; without a byte in the middle of an answer
AT_ONCE = 4  # requests to one endpoint
MAX_BYTES = 8_000_000  # of one reply
MAX_ERROR_BYTES = 20_000  # of one that says what went wrong
MAX_TOLD_CHARACTERS = 200
_PASSING = {408, 429, 500, 502, 503, 504}
_RECOGNIZABLE = 8  # characters of a key
_CONTENT = {"text/event-stream": "stream", "application/json": "whole"}

Pause = Callable[[float], Awaitable[None]]


class Passing(Exception):  # noqa: N818 - says what it is
    """Something that may be over when asked again; `error` is what to say if it is not."""

    def __init__(self, error: RemoteError, wait: float | None = None) -> None:
        super().__init__(error.code)
        self.error = error
        self.wait = wait  # seconds, where the endpoint said so


async def pause(seconds: float) -> None:
    """Let time pass; ends at once when the task is cancelled."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().create_future()


def new_client(endpoint: Endpoint) -> httpx2.AsyncClient:
    """One connection pool an endpoint. Proxies of the environment are for other computers."""
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(min(QUIET_S, endpoint.time_limit), connect=CONNECT_S, pool=None),
        limits=httpx2.Limits(max_connections=AT_ONCE),
        follow_redirects=False,
        trust_env=not is_local(endpoint.base_url),
        headers={"User-Agent": f"rlhf-studio/{__version__}", "Accept-Encoding": "identity"},
    )


async def ask(
    client: httpx2.AsyncClient,
    endpoint: Endpoint,
    key: Key | None,
    prompt: str,
    *,
    tries: int = TRIES,
    pause: Pause = pause,
    chance: Callable[[], float] = random.random,
) -> RemoteAnswer:
    """One answer to a prompt. Raises `RemoteError`.

    Waits twice as long after each failure that may pass, somewhat less by chance so that many
    who failed together do not come back together, or as long as the endpoint asks for.
    """
    body = body_for(endpoint, prompt)
    attempt = 1
    while True:
        try:
            async with asyncio.timeout(endpoint.time_limit):
                return await _ask_once(client, endpoint, key, body)
        except TimeoutError as error:
            seconds = endpoint.time_limit
            raise RemoteError("endpoint_slow", endpoint=endpoint.name, seconds=seconds) from error
        except Passing as passing:
            usual = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (attempt - 1)) * (1 - chance() / 2)
            wait = usual if passing.wait is None else passing.wait
            if attempt >= tries or wait > LONGEST_WAIT_S:
                raise passing.error from passing.__cause__
            attempt += 1
            await pause(wait)
        except Unwanted as unwanted:
            body = _without(body, unwanted.name)


class Unwanted(Exception):  # noqa: N818 - says what it is
    """The endpoint does not know a part of what was asked, which it can do without."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def body_for(endpoint: Endpoint, prompt: str) -> dict[str, Any]:
    asked: dict[str, Any] = {"prompt": prompt}
    if endpoint.kind == "chat":
        asked = {"messages": as_messages(turns_of_prompt(prompt))}
    return {
        "model": endpoint.model,
        **asked,
        "temperature": endpoint.temperature,
        "max_tokens": endpoint.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def _without(body: dict[str, Any], name: str) -> dict[str, Any]:
    rest = {key: value for key, value in body.items() if key != name}
    if name == "max_tokens":  # what newer models of OpenAI call it
        rest["max_completion_tokens"] = body[name]
    return rest


def _unwanted(body: dict[str, Any], told: str) -> str | None:
    """The part of the question that an endpoint complains about, if it can be left out."""
    if "max_tokens" in body and "max_completion_tokens" in told:
        return "max_tokens"
    return "stream_options" if "stream_options" in body and "stream_options" in told else None


async def _ask_once(
    client: httpx2.AsyncClient, endpoint: Endpoint, key: Key | None, body: dict[str, Any]
) -> RemoteAnswer:
    path = "chat/completions" if endpoint.kind == "chat" else "completions"
    try:
        async with client.stream(
            "POST", f"{endpoint.base_url}/{path}", json=body, headers=headers_for(key)
        ) as response:
            if response.status_code != 200:
                raw = await read_some(response, MAX_ERROR_BYTES, cut=True)
                told = told_in(raw)
                if response.status_code in (400, 422) and (name := _unwanted(body, told)):
                    raise Unwanted(name)
                raise refusal(endpoint, key, response, told)
            return await _read_answer(endpoint, key, response)
    except (httpx2.HTTPError, httpx2.StreamError) as error:
        raise passing_failure(endpoint, key, error) from error


async def _read_answer(
    endpoint: Endpoint, key: Key | None, response: httpx2.Response
) -> RemoteAnswer:
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if kind not in _CONTENT or encoding != "identity":
        found = shown(f"{kind} {encoding if encoding != 'identity' else ''}".strip() or "-", key)
        raise RemoteError("endpoint_content", endpoint=endpoint.name, found=found)
    assembly = Assembly()
    try:
        if _CONTENT[kind] == "whole":
            assembly.take_whole((await read_some(response, MAX_BYTES)).decode())
        else:
            await _read_stream(response, assembly)
    except Told as error:
        told = shown(str(error), key)
        raise RemoteError("endpoint_told", endpoint=endpoint.name, told=told) from None
    except (TooLong, LineTooLong) as error:
        raise RemoteError("endpoint_too_long", endpoint=endpoint.name) from error
    except (BadAnswer, UnicodeDecodeError):
        raise RemoteError("endpoint_json", endpoint=endpoint.name) from None
    if not assembly.whole:
        raise Passing(RemoteError("endpoint_cut_off", endpoint=endpoint.name))
    return assembly.answer()


async def _read_stream(response: httpx2.Response, assembly: Assembly) -> None:
    events, size = EventData(), 0
    async for piece in response.aiter_raw():
        size += len(piece)
        if size > MAX_BYTES:
            raise TooLong
        for data in events.feed(piece):
            assembly.take(data)
            if assembly.ended:
                return


async def read_some(response: httpx2.Response, most: int, *, cut: bool = False) -> bytes:
    """A reply of at most so many bytes; a longer one is cut, or raises `TooLong`."""
    read = b""
    async for piece in response.aiter_raw():
        read += piece
        if len(read) > most:
            if not cut:
                raise TooLong
            return read[:most]
    return read


def headers_for(key: Key | None) -> dict[str, str]:
    return {} if key is None else {"Authorization": f"Bearer {key.reveal()}"}


def told_in(raw: bytes) -> str:
    try:
        return told_by(json.loads(raw))
    except (ValueError, RecursionError):
        return ""


def refusal(
    endpoint: Endpoint, key: Key | None, response: httpx2.Response, told: str
) -> RemoteError | Passing:
    """What a status other than 200 means."""
    name, status = endpoint.name, response.status_code
    if status in (401, 403):
        variable = key_variable(endpoint.base_url)
        return RemoteError("endpoint_key_refused", endpoint=name, status=status, variable=variable)
    if 300 <= status < 400:
        to = shown(response.headers.get("location", "-"), key)
        return RemoteError("endpoint_redirect", endpoint=name, status=status, to=to)
    if status == 404:
        return RemoteError(
            "endpoint_not_found", endpoint=name, url=endpoint.base_url, model=endpoint.model
        )
    if status not in _PASSING:
        told = shown(told, key) or "-"
        return RemoteError("endpoint_status", endpoint=name, status=status, told=told)
    wait = retry_after(response.headers.get("retry-after", ""))
    if status == 429:
        seconds = round(wait or 0)
        return Passing(RemoteError("endpoint_busy", endpoint=name, seconds=seconds), wait)
    return Passing(RemoteError("endpoint_broken", endpoint=name, status=status), wait)


def passing_failure(endpoint: Endpoint, key: Key | None, error: Exception) -> Exception:
    """What went wrong with the connection, in the endpoint's name."""
    if isinstance(error, httpx2.ReadTimeout | httpx2.WriteTimeout):
        seconds = round(min(QUIET_S, endpoint.time_limit))
        return RemoteError("endpoint_slow", endpoint=endpoint.name, seconds=seconds)
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
        reason = shown(str(error) or type(error).__name__, key)
        return Passing(RemoteError("endpoint_unreachable", endpoint=endpoint.name, reason=reason))
    return Passing(RemoteError("endpoint_cut_off", endpoint=endpoint.name))


def retry_after(header: str, now: datetime | None = None) -> float | None:
    """Seconds to wait by the header of that name, a number or a date (RFC 9110, 10.2.3)."""
    header = header.strip()
    if header.isascii() and header.replace(".", "", 1).isdigit():
        return float(header)
    with suppress(ValueError, TypeError, OverflowError):
        moment = parsedate_to_datetime(header)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
    return None


def shown(text: str, key: Key | None) -> str:
    """What somebody else wrote, short, on one line, and not if any part of the key is in it."""
    secret = key.reveal() if key is not None else ""
    parts = range(max(1, len(secret) - _RECOGNIZABLE + 1)) if secret else range(0)
    if any(secret[at : at + _RECOGNIZABLE] in text for at in parts):
        return ""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:MAX_TOLD_CHARACTERS]
