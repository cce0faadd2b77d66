"""The keys of endpoints: in the system's keyring, in the environment, or for this session only.

A key is kept for an origin (scheme, host and port), so that a project that came from somebody
else cannot have it sent elsewhere. It is written to no project, log, export or message.

A keyring may take as long as a person needs to type its password: whoever asks it must be able to
wait.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from typing import Any

from studio.endpoints import Endpoint, key_variable, origin_of
from studio.errors import InputError

SERVICE = "RLHF Studio"
MAX_KEY_CHARACTERS = 4000
_TRUSTED_PRIORITY = 1  # `keyring` ranks those lower that encrypt nothing, or do not work
_LOOK_EVERY = 0.05  # seconds
_REFUSED = object()  # what a keyring answers that fails
_session: dict[str, Key] = {}
_writing = threading.Lock()  # so that what is forgotten is not kept by a write that is under way


class Key:
    """A secret that no representation of an object shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Key(…)"


def check_key(text: str) -> Key:
    """Raises `InputError`, which does not repeat it, for what no header can carry."""
    text = text.strip()
    fits = 0 < len(text) <= MAX_KEY_CHARACTERS and text.isascii() and text.isprintable()
    if not fits or " " in text:
        raise InputError("endpoint_key")
    return Key(text)


def find_key(endpoint: Endpoint) -> Key | None:
    """The key for an endpoint: this session's, the environment's, or the keyring's."""
    origin = origin_of(endpoint.base_url)
    if origin in _session:
        return _session[origin]
    if text := os.environ.get(key_variable(endpoint.base_url), "").strip():
        return check_key(text)
    kept = _ask_keyring("get_password", SERVICE, origin)
    return None if kept is _REFUSED or not kept else check_key(kept)


def wait_for_key(endpoint: Endpoint, each: Callable[[], None]) -> Key | None:
    """As `find_key`; `each` is called all the while, and what it raises ends the waiting."""
    found: Future[Key | None] = Future()

    def find() -> None:
        try:
            found.set_result(find_key(endpoint))
        except Exception as error:
            found.set_exception(error)

    threading.Thread(target=find, name="keyring", daemon=True).start()
    while not found.done():
        each()
        wait([found], timeout=_LOOK_EVERY)
    return found.result()


def keep_key(endpoint: Endpoint, text: str) -> str:
    """Keep a key where it is safe; gives where: keyring, or session where that does not take it.

    It can be used at once, while the keyring is still being asked.
    """
    key, origin = check_key(text), origin_of(endpoint.base_url)
    _session[origin] = key
    if has_keyring():
        with _writing:
            _ask_keyring("set_password", SERVICE, origin, key.reveal())
            if _ask_keyring("get_password", SERVICE, origin) == key.reveal():
                if _session.get(origin) is key:
                    del _session[origin]
                return "keyring"
    return "session"


def keep_for_session(endpoint: Endpoint, text: str) -> None:
    """Remember a key until the program ends."""
    _session[origin_of(endpoint.base_url)] = check_key(text)


def forget_key(endpoint: Endpoint) -> bool:
    """Remove the key from where `keep_key` put it; gives whether the keyring let go of it."""
    origin = origin_of(endpoint.base_url)
    _session.pop(origin, None)
    with _writing:
        kept = _ask_keyring("get_password", SERVICE, origin)
        if kept is None:
            return True
        return kept is not _REFUSED and (
            _ask_keyring("delete_password", SERVICE, origin) is not _REFUSED
        )


def where_key(endpoint: Endpoint) -> str:
    """session, variable or keyring; empty without a key, unknown where the keyring fails."""
    origin = origin_of(endpoint.base_url)
    if origin in _session:
        return "session"
    if os.environ.get(key_variable(endpoint.base_url), "").strip():
        return "variable"
    kept = _ask_keyring("get_password", SERVICE, origin)
    return "unknown" if kept is _REFUSED else "keyring" if kept else ""


def has_keyring() -> bool:
    """Whether there is a keyring that keeps secrets secret."""
    return _keyring() is not None


def _keyring() -> Any:
    """The system's keyring; None without the package `keyring` or a service behind it."""
    try:
        import keyring
    except ImportError:
        return None
    with suppress(Exception):  # a backend may fail in any way that its system can
        backend = keyring.get_keyring()
        if backend.priority >= _TRUSTED_PRIORITY:
            return backend
    return None


def _ask_keyring(action: str, *arguments: str) -> Any:
    """What the keyring answers; `_REFUSED` where it fails, since its errors may hold anything."""
    backend = _keyring()
    if backend is None:
        return None
    try:
        return getattr(backend, action)(*arguments)
    except Exception:
        return _REFUSED
