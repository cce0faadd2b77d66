"""Keys: kept by the system or for a session, bound to one place, shown nowhere."""

from __future__ import annotations

import builtins
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.endpoints import Endpoint, key_variable
from studio.errors import InputError
from studio.remote import keys
from studio.remote.keys import (
    Key,
    find_key,
    forget_key,
    keep_key,
    wait_for_key,
    where_key,
)

HERE = Endpoint("Here", "https://models.example/v1", "m")
THERE = Endpoint("Here", "https://elsewhere.example/v1", "m")  # of the same name


class Keyring:
    """What `keyring` calls a backend."""

    def __init__(self, priority: float) -> None:
        self.priority = priority
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        self.kept[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


class Broken(Keyring):
    def set_password(self, service: str, name: str, secret: str) -> None:
        raise RuntimeError(f"cannot keep {secret}")

    def get_password(self, service: str, name: str) -> str | None:
        raise RuntimeError("locked")


@pytest.fixture(autouse=True)
def _session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_session", {})


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The system has this keyring."""

    def use(backend: Keyring) -> Keyring:
        found = type("keyring", (), {"get_keyring": staticmethod(lambda: backend)})
        monkeypatch.setitem(__import__("sys").modules, "keyring", found)
        return backend

    return use


def text_of(endpoint: Endpoint) -> str | None:
    key = find_key(endpoint)
    return None if key is None else key.reveal()


def test_a_key_is_kept_in_the_systems_keyring_for_one_place(keyring: Any) -> None:
    backend = keyring(Keyring(5))
    assert keep_key(HERE, "  secret-1 ") == "keyring"
    assert backend.kept == {(keys.SERVICE, "https://models.example"): "secret-1"}
    assert keys._session == {}
    assert (text_of(HERE), where_key(HERE)) == ("secret-1", "keyring")
    assert (text_of(THERE), where_key(THERE)) == (None, "")
    forget_key(HERE)
    assert backend.kept == {}
    assert text_of(HERE) is None


@pytest.mark.parametrize("backend", [Keyring(0), Keyring(0.5), Broken(5)])
def test_a_keyring_that_keeps_nothing_secret_is_not_used(keyring: Any, backend: Keyring) -> None:
    keyring(backend)
    assert keep_key(HERE, "secret-1") == "session"
    assert backend.kept == {}
    assert (text_of(HERE), where_key(HERE)) == ("secret-1", "session")
    forget_key(HERE)
    assert text_of(HERE) is None


def test_a_keyring_that_fails_is_told_from_one_that_has_no_key(keyring: Any) -> None:
    backend = keyring(Keyring(5))
    assert (where_key(HERE), forget_key(HERE)) == ("", True)
    backend = keyring(Broken(5))
    assert (where_key(HERE), forget_key(HERE), find_key(HERE)) == ("unknown", False, None)
    backend.get_password = lambda service, name: "secret-1"  # and it deletes nothing
    assert (where_key(HERE), forget_key(HERE)) == ("keyring", False)


def test_a_key_can_be_used_while_the_keyring_is_asked_and_is_forgotten_after_that(
    keyring: Any,
) -> None:
    asked, go_on = threading.Event(), threading.Event()
    backend = keyring(Keyring(5))
    keep = backend.set_password

    def slow(*given: str) -> None:
        asked.set()
        assert go_on.wait(10)
        keep(*given)

    backend.set_password = slow
    keeping = threading.Thread(target=keep_key, args=(HERE, "secret-1"))
    keeping.start()
    assert asked.wait(10)
    assert (text_of(HERE), where_key(HERE)) == ("secret-1", "session")
    forgetting = threading.Thread(target=forget_key, args=(HERE,))
    forgetting.start()
    go_on.set()
    keeping.join(10)
    forgetting.join(10)
    assert backend.kept == {}
    assert text_of(HERE) is None


def test_waiting_for_a_key_can_be_ended(keyring: Any) -> None:
    class Stop(Exception):  # noqa: N818 - as StopRequested, no error
        pass

    def stop() -> None:
        raise Stop

    go_on = threading.Event()
    backend = keyring(Keyring(5))
    backend.get_password = lambda service, name: "secret-1" if go_on.wait(10) else None
    with pytest.raises(Stop):
        wait_for_key(HERE, stop)
    go_on.set()
    found = wait_for_key(HERE, lambda: None)
    assert found is not None
    assert found.reveal() == "secret-1"


def test_without_the_package_a_key_lasts_for_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "keyring":
            raise ImportError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert keep_key(HERE, "secret-1") == "session"
    assert text_of(HERE) == "secret-1"


@pytest.mark.parametrize(
    ("url", "variable"),
    [
        ("https://api.openai.com/v1", "RLHF_STUDIO_KEY_API_OPENAI_COM"),
        ("https://api-openai.com/v1", "RLHF_STUDIO_KEY_API__OPENAI_COM"),
        ("http://127.0.0.1:8080/v1", "RLHF_STUDIO_HTTP_KEY_127_0_0_1___8080"),
        ("http://api.openai.com/v1", "RLHF_STUDIO_HTTP_KEY_API_OPENAI_COM"),
    ],
)
def test_each_place_has_its_own_environment_variable(
    monkeypatch: pytest.MonkeyPatch, url: str, variable: str
) -> None:
    monkeypatch.setattr(keys, "_keyring", lambda: None)
    endpoint = Endpoint("x", url, "m")
    assert key_variable(url) == variable
    monkeypatch.setenv(variable, "secret-2")
    assert (text_of(endpoint), where_key(endpoint)) == ("secret-2", "variable")
    assert text_of(HERE) is None


@pytest.mark.parametrize(
    "text", ["", "  ", "two\nlines", "two words", "a\r\nX-Evil: 1", "schlüssel", "x" * 5000]
)
def test_what_no_header_carries_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InputError) as told:
        keep_key(HERE, text)
    assert told.value.details == {}


def test_a_key_shows_itself_nowhere(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    key = Key("secret-3")
    logging.getLogger().warning("%s %r %s", key, key, [key])
    assert "secret-3" not in f"{key} {key!r} {[key]} {caplog.text}"
