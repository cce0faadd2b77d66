"""The keys of endpoints: in the system's keyring, in the environment, or for this session only.

A key is kept for an origin (scheme, host and port), so that a project that came from somebody
else cannot have it sent elsewhere. It is written to no project, log, export or message.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from studio.endpoints import Endpoint, key_variable, origin_of
from studio.errors import InputError

SERVICE = "RLHF Studio"
MAX_KEY_CHARACTERS = 4000
_TRUSTED_PRIORITY = 1  # `keyring` ranks those lower that encrypt nothing, or do not work
_session: dict[str, Key] = {}


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
    text = _ask_keyring("get_password", SERVICE, origin) or ""
    return check_key(text) if text else None


def keep_key(endpoint: Endpoint, text: str) -> str:
    """Keep a key where it is safe; gives where: keyring, or session where there is none."""
    key, origin = check_key(text), origin_of(endpoint.base_url)
    _session.pop(origin, None)
    if has_keyring():
        _ask_keyring("set_password", SERVICE, origin, key.reveal())
        if _ask_keyring("get_password", SERVICE, origin) == key.reveal():
            return "keyring"
    _session[origin] = key
    return "session"


def keep_for_session(endpoint: Endpoint, text: str) -> None:
    """Remember a key until the program ends."""
    _session[origin_of(endpoint.base_url)] = check_key(text)


def forget_key(endpoint: Endpoint) -> None:
    """Remove the key from where `keep_key` put it."""
    origin = origin_of(endpoint.base_url)
    _session.pop(origin, None)
    if _ask_keyring("get_password", SERVICE, origin) is not None:
        _ask_keyring("delete_password", SERVICE, origin)


def where_key(endpoint: Endpoint) -> str:
    """session, variable or keyring; empty where there is no key."""
    origin = origin_of(endpoint.base_url)
    if origin in _session:
        return "session"
    if os.environ.get(key_variable(endpoint.base_url), "").strip():
        return "variable"
    return "keyring" if _ask_keyring("get_password", SERVICE, origin) else ""


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
    """What the keyring answers; None where it fails, since its errors may hold anything."""
    with suppress(Exception):
        return getattr(_keyring(), action)(*arguments)
    return None
