"""Guidelines: versioned beside the work, stamped on each label, seen once by each labeler."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from studio.errors import InputError
from studio.store import guidelines, labels
from studio.store.engine import Store
from studio.store.project import Project, create_project
from studio.store.prompts import add_prompts
from studio.store.records import Labeler, NewPrompt


@pytest.fixture
def project(tmp_path: Path):
    made = create_project(tmp_path / "project", sample=False)
    yield made
    made.close()


def file(project: Project, name: str) -> Path:
    return project.folder / "guidelines" / name


def test_every_version_that_a_label_names_can_be_read_again(project: Project) -> None:
    first = project.guideline_version("en")
    assert first is not None
    before = project.guidelines("en")
    file(project, "en.md").write_text("# Changed in another editor\n")
    second = project.guideline_version("en")
    third = guidelines.save_guidelines(project.folder, "en", "# Changed here")
    assert len({first, second, third}) == 3
    texts = [guidelines.text_of_version(project.folder, version) for version in (first, second)]
    assert texts == [before, "# Changed in another editor\n"]
    assert guidelines.text_of_version(project.folder, third or "") == project.guidelines("en")
    assert sorted(path.name for path in file(project, "versions").iterdir()) == sorted(
        f"{version}.en.md" for version in (first, second, third)
    )
    assert guidelines.text_of_version(project.folder, "no-such-version") is None


def test_what_the_editor_replaces_is_kept_even_unseen(project: Project) -> None:
    before = project.guidelines("de")
    guidelines.save_guidelines(project.folder, "de", "Neu")
    kept = guidelines.text_of_version(project.folder, guidelines.version_of(before) or "")
    assert kept == before
    assert project.guidelines("de") == "Neu\n"


def test_saving_the_same_text_is_no_new_version(project: Project) -> None:
    version = project.guideline_version("en")
    assert guidelines.save_guidelines(project.folder, "en", project.guidelines("en")) == version


def test_a_save_that_fails_leaves_the_old_file(project: Project, monkeypatch) -> None:
    before = project.guidelines("en")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(Exception, match="disk_full"):
        guidelines.save_guidelines(project.folder, "en", "Other")
    assert project.guidelines("en") == before


@pytest.mark.parametrize(
    "content", [b"not \xff UTF-8", "in UTF-16".encode("utf-16"), b"\x00\x01\x02", b"a\x00b"]
)
def test_a_file_that_is_not_text_is_told_and_labels_are_saved_all_the_same(
    project: Project, content: bytes
) -> None:
    file(project, "en.md").write_bytes(content)
    with pytest.raises(InputError, match="guidelines_not_text"):
        project.guidelines("en")
    assert project.guideline_version("en") is None
    guidelines.save_guidelines(project.folder, "en", "Mended")
    assert project.guidelines("en") == "Mended\n"


def test_a_book_is_no_guideline(project: Project) -> None:
    file(project, "en.md").write_text("x" * (guidelines.MOST_BYTES + 1))
    with pytest.raises(InputError, match="guidelines_too_long"):
        project.guidelines("en")
    with pytest.raises(InputError, match="guidelines_too_long"):
        guidelines.save_guidelines(project.folder, "de", "x" * (guidelines.MOST_BYTES + 1))


def test_a_byte_order_mark_is_not_part_of_the_text(project: Project) -> None:
    version = project.guideline_version("en")
    path = file(project, "en.md")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert project.guideline_version("en") == version


def test_a_label_is_stamped_with_its_version(project: Project) -> None:
    ann = labels.add_labeler(project.store, "Ann")
    [prompt] = add_prompts(project.store, [NewPrompt("Frogs", split="sft")])
    version = project.guideline_version("en")
    made = labels.save_demonstration(
        project.store, prompt, "Frogs.", ann.id, 9.0, guideline_version=version
    )
    text = guidelines.text_of_version(project.folder, made.guideline_version or "")
    assert text == project.guidelines("en")


def test_each_labeler_has_seen_a_version_in_each_language(
    store: Store, ann: Labeler, bob: Labeler
) -> None:
    assert guidelines.seen_version(store, ann.id, "en") is None
    guidelines.mark_seen(store, ann.id, "en", "1")
    guidelines.mark_seen(store, ann.id, "de", "2")
    guidelines.mark_seen(store, bob.id, "en", "3")
    guidelines.mark_seen(store, ann.id, "en", "4")
    asked = ((ann, "en"), (ann, "de"), (bob, "en"), (bob, "de"))
    seen = [guidelines.seen_version(store, who.id, language) for who, language in asked]
    assert seen == ["4", "2", "3", None]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_sample_projects_guidelines_are_one_page(project: Project, language: str) -> None:
    text = project.guidelines(language)
    assert 250 < len(text.split()) < 600
    assert text.count("\n## ") >= 5
