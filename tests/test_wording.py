"""Every code that the program raises or tells has its words, and they fit its details."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import studio
from studio.errors import ModelError, TrainingError
from studio.wording import ERRORS, NOTICES, error_texts, texts_for

KINDS = ("StudioError", "InputError", "StoreError", "ModelError", "TrainingError", "RemoteError")
SOURCES = sorted(Path(studio.__file__).parent.rglob("*.py"))


def calls(*names: str) -> Iterator[ast.Call]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if named and node.func.id in names:
                yield node


def raised() -> set[tuple[str, frozenset[str]]]:
    """(code, names of its details) of every error that the program makes."""
    return {
        (call.args[0].value, frozenset(k.arg for k in call.keywords if k.arg))
        for call in calls(*KINDS)
        if call.args and isinstance(call.args[0], ast.Constant)
    }


def told() -> set[tuple[str, frozenset[str]]]:
    """(code, names of its details) of every notice."""
    found = set()
    for call in calls("Notice"):
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
            details = call.args[2] if len(call.args) > 2 else ast.Dict([], [])
            assert isinstance(details, ast.Dict)
            keys = frozenset(k.value for k in details.keys if isinstance(k, ast.Constant))
            found.add((call.args[1].value, keys))
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("code", "details"), sorted(raised(), key=str))
def test_every_error_has_words_that_fit_its_details(code: str, details: frozenset[str]) -> None:
    assert code in ERRORS
    for text in ERRORS[code]:
        assert placeholders(text) <= details | {"reason"}


@pytest.mark.parametrize(("code", "details"), sorted(told(), key=str))
def test_every_notice_has_words_that_fit_its_details(code: str, details: frozenset[str]) -> None:
    assert code in NOTICES
    assert placeholders(NOTICES[code]) <= details


def test_the_search_finds_errors_and_notices() -> None:
    assert len(raised()) > 30
    assert len(told()) > 3


def test_details_fill_the_words() -> None:
    message, hint = error_texts(TrainingError("too_few_comparisons", found=3, needed=4))
    assert "3 comparisons" in message
    assert hint
    message, _ = error_texts(ModelError("model_missing", path="/nowhere"))
    assert message.endswith("/nowhere")


def test_an_unknown_code_is_told_as_unexpected() -> None:
    message, _ = texts_for("no_such_code", {})
    assert message == ERRORS["unexpected"][0].format(reason="no_such_code")
