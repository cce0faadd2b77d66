"""A project is a folder: `studio.sqlite`, `models/` with checkpoints, `guidelines/`.

`runs/` has what it takes to go on with training that ended early.
"""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from studio.config import resource
from studio.errors import InputError, StoreError
from studio.store import guidelines
from studio.store.engine import Store, open_store
from studio.store.failures import disk_failures, read_failures
from studio.store.formats.importing import import_file
from studio.store.guidelines import Guidelines
from studio.store.labels import add_labeler
from studio.store.records import Checkpoint, Run
from studio.store.runs import ENDED_EARLY, add_checkpoint, mark_interrupted

STORE_NAME = "studio.sqlite"
SAMPLE_LABELER = "Sample project"
RESOURCE = "resource:"  # begins the path of a checkpoint that ships with the program


@dataclass
class Project:
    folder: Path
    store: Store

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def models(self) -> Path:
        return self.folder / "models"

    def run_folder(self, run_id: int) -> Path:
        """Where a run keeps what it takes to go on: its data and its state."""
        return self.folder / "runs" / str(run_id)

    def can_go_on(self, run: Run) -> bool:
        """Whether a run ended early and can go on from where it was."""
        return run.status in ENDED_EARLY and self.run_folder(run.id).is_dir()

    def guidelines(self, language: str) -> str:
        """The guidelines in a language (Markdown), else in English; empty when there are none.

        Raises `InputError` for a file that cannot be read or is not text.
        """
        return guidelines.read_guidelines(self.folder, language)

    def guidelines_in_force(self, language: str) -> Guidelines:
        """The guidelines in a language and their version, as `guidelines` and read once."""
        return guidelines.in_force(self.folder, language)

    def guideline_version(self, language: str) -> str | None:
        """A short hash of the guidelines, kept with each label; None without any to read."""
        return guidelines.guideline_version(self.folder, language)

    def checkpoint_folder(self, checkpoint: Checkpoint) -> Path:
        """Where the files of a checkpoint are."""
        if checkpoint.path.startswith(RESOURCE):
            return resource(checkpoint.path.removeprefix(RESOURCE))
        return self.folder / checkpoint.path  # an absolute path stays as it is

    def close(self) -> None:
        self.store.close()


def create_project(folder: Path | str, *, sample: bool) -> Project:
    """Make a new project, all of it or nothing; `sample` fills it with prompts to start with.

    Raises `InputError` when the folder exists and is not empty, or cannot be made.
    """
    folder = Path(folder).absolute()
    with disk_failures(folder):
        _check_free(folder)
    draft = folder.with_name(f".{folder.name}-{uuid.uuid4().hex[:8]}.new")
    try:
        with disk_failures(folder):
            draft.mkdir(parents=True)
            (draft / "models").mkdir()
            _copy_guidelines(draft / "guidelines")
        _fill_store(draft / STORE_NAME, sample)
        with disk_failures(folder):
            if folder.exists():
                folder.rmdir()  # Windows does not rename onto an empty folder
            draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return open_project(folder)


def open_project(folder: Path | str) -> Project:
    """Open a project; runs that a crash has cut off are marked as interrupted."""
    folder = Path(folder).absolute()
    path = folder / STORE_NAME
    with read_failures(path):
        if not path.is_file():
            raise InputError("project_missing", path=str(folder))
        if path.stat().st_size == 0:  # SQLite would take it for a new database
            raise StoreError("store_damaged", path=str(path))
    project = Project(folder, open_store(path))
    try:
        mark_interrupted(project.store)
    except BaseException:
        project.close()
        raise
    return project


def _check_free(folder: Path) -> None:
    if (folder / STORE_NAME).exists():
        raise InputError("project_exists", path=str(folder))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("folder_not_empty", path=str(folder))


def _copy_guidelines(folder: Path) -> None:
    folder.mkdir()
    for source in resource("sample_project").glob("guidelines.*.md"):
        language = source.name.split(".")[1]
        shutil.copyfile(source, folder / f"{language}.md")


def _fill_store(path: Path, sample: bool) -> None:
    store = open_store(path)
    try:
        add_checkpoint(store, "base", "embedded", f"{RESOURCE}base_model", None, None, {})
        if sample:
            labeler = add_labeler(store, SAMPLE_LABELER)
            for source in sorted(resource("sample_project").glob("prompts.*.jsonl")):
                import_file(store, source, labeler_id=labeler.id)
    finally:
        store.close()
