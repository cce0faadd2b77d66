"""A small project for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store.project import Project
from tests.small_project import make_small_project


@pytest.fixture
def project(
    tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> Iterator[Project]:
    project = make_small_project(tmp_path / "project", tiny_model, tiny_tokenizer)
    yield project
    project.close()
