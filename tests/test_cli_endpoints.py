"""Endpoints from the command line: entered, tested, asked, and their keys seen nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from studio.endpoints import key_variable
from studio.remote import keys
from studio.store.project import create_project, open_project
from studio.store.prompts import add_prompts, unranked_sets
from studio.store.records import NewPrompt
from tests.remote.fake_endpoint import KEY, FakeEndpoint, lists, says, status

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(keys, "_keyring", lambda: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = create_project(tmp_path / "project", sample=False)
    add_prompts(made.store, [NewPrompt(f"Frog {n}", split="reward") for n in range(3)])
    made.close()
    return made.folder


@pytest.fixture
def server() -> Iterator[FakeEndpoint]:
    numbers = iter(range(1000))
    with FakeEndpoint(says(lambda _: f"Number {next(numbers)}")) as found:
        yield found


def test_an_endpoint_is_entered_changed_listed_and_removed(run: Run, folder: Path) -> None:
    url = "http://localhost:8000/v1"
    assert run("endpoints", "add", folder, "vLLM", "--url", url, "--model", "llama")[0] == 0
    assert run("endpoints", "add", folder, "vLLM", "--temperature", 0.2)[0] == 0
    told = run("endpoints", "list", folder)[1]
    assert told == (
        f"vLLM: llama at {url}, chat, temperature 0.2, max tokens 256, time limit 120 s, key none\n"
    )
    assert run("endpoints", "remove", folder, "vLLM")[0] == 0
    assert run("endpoints", "list", folder) == (0, "", "")
    code, _, error = run("endpoints", "remove", folder, "vLLM")
    assert (code, "There is no endpoint vLLM" in error) == (2, True)


def test_plain_http_elsewhere_is_warned_about(run: Run, folder: Path) -> None:
    url = "http://models.example/v1"
    _, _, error = run("endpoints", "add", folder, "x", "--url", url, "--model", "m")
    assert "plain http" in error
    assert "plain http" not in run("endpoints", "add", folder, "x", "--url", "https://a.b/v1")[2]


def test_an_endpoint_is_tested(run: Run, folder: Path, server: FakeEndpoint) -> None:
    run("endpoints", "add", folder, "Fake", "--url", server.base_url, "--model", "m")
    assert server.asked == []
    server.script = [lists("m"), lists("other"), status(401)]
    assert run("endpoints", "test", folder, "Fake")[1] == "Fake answers.\n"
    assert "does not list m" in run("endpoints", "test", folder, "Fake")[1]
    code, _, error = run("endpoints", "test", folder, "Fake")
    assert code == 1
    assert key_variable(server.base_url) in error


def test_sample_asks_endpoints_and_says_nothing_of_the_key(
    run: Run, folder: Path, server: FakeEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("endpoints", "add", folder, "Fake", "--url", server.base_url, "--model", "m")
    monkeypatch.setenv(key_variable(server.base_url), KEY)
    code, out, error = run("sample", folder, "--endpoint", "Fake", "--k", 2)
    assert (code, "sets 3, responses 6" in out) == (0, True)
    assert "Fake: 6 answers, 72 tokens read and 48 written" in error
    assert {asked.headers["Authorization"] for asked in server.asked} == {f"Bearer {KEY}"}
    assert KEY not in out + error + run("endpoints", "list", folder)[1]
    project = open_project(folder)
    assert len(unranked_sets(project.store)) == 3
    project.close()
    assert [p for p in folder.rglob("*") if p.is_file() and KEY.encode() in p.read_bytes()] == []


def test_a_key_is_asked_for_this_time_only(
    run: Run, folder: Path, server: FakeEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("endpoints", "add", folder, "Fake", "--url", server.base_url, "--model", "m")
    asked = []
    monkeypatch.setattr(click, "prompt", lambda text, **how: asked.append((text, how)) or KEY)
    assert run("sample", folder, "--endpoint", "Fake", "--ask-key", "--prompts", 1)[0] == 0
    assert asked == [("Key for Fake", {"hide_input": True})]
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"


def test_a_keyring_that_refuses_is_told(
    run: Run, folder: Path, server: FakeEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("endpoints", "add", folder, "Fake", "--url", server.base_url, "--model", "m")
    monkeypatch.setattr(keys, "_keyring", object)  # has none of the methods
    monkeypatch.setattr(click, "prompt", lambda text, **how: KEY)
    code, _, error = run("endpoints", "key", folder, "Fake")
    assert (code, "did not take the key" in error) == (2, True)
    assert key_variable(server.base_url) in error
    keys._session.clear()
    code, _, error = run("endpoints", "key", folder, "Fake", "--forget")
    assert (code, "did not remove the key" in error) == (2, True)
    assert "key unknown" in run("endpoints", "list", folder)[1]


def test_without_a_keyring_the_variable_is_named(
    run: Run, folder: Path, server: FakeEndpoint
) -> None:
    run("endpoints", "add", folder, "Fake", "--url", server.base_url, "--model", "m")
    code, _, error = run("endpoints", "key", folder, "Fake")
    assert code == 2
    assert key_variable(server.base_url) in error
