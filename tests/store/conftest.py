"""An empty store, people to label in it, and sets of responses to rank."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.store.engine import Store, open_store
from studio.store.labels import add_labeler
from studio.store.prompts import add_prompts, add_response_set, get_response_set
from studio.store.records import Labeler, NewPrompt, NewResponse, ResponseSet

AddSet = Callable[..., ResponseSet]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "studio.sqlite")
    yield store
    store.close()


@pytest.fixture
def ann(store: Store) -> Labeler:
    return add_labeler(store, "Ann")


@pytest.fixture
def bob(store: Store) -> Labeler:
    return add_labeler(store, "Bob")


@pytest.fixture
def robot(store: Store) -> Labeler:
    return add_labeler(store, "Robot", synthetic=True)


@pytest.fixture
def add_set(store: Store) -> AddSet:
    """Adds a prompt with responses, of the given texts, and returns the set."""

    def add(prompt: str = "Tell me about frogs", *texts: str, language: str = "en") -> ResponseSet:
        (prompt_id,) = add_prompts(store, [NewPrompt(prompt, language)])
        responses = [
            NewResponse(text, None, {"temperature": 1.0}, seed)
            for seed, text in enumerate(texts or ("one", "two", "three", "four"))
        ]
        return get_response_set(store, add_response_set(store, prompt_id, responses))

    return add
