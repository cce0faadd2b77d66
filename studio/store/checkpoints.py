"""What people do with checkpoints: rename, note, follow where they come from, delete."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from studio.errors import InputError
from studio.store import schema
from studio.store.engine import Store
from studio.store.project import RESOURCE, Project
from studio.store.records import Checkpoint
from studio.store.runs import get_checkpoint, list_checkpoints

LONGEST_NAME = 100
NOTE = "note"  # keys of a checkpoint's summary
LOST_PARENT = "lost_parent"
EXPORT_FORMATS = ("folder", "gguf-f16", "gguf-q8_0")


@dataclass(frozen=True)
class Dependents:
    """What would miss a checkpoint: those trained from or judged by it, answers that it gave."""

    checkpoints: tuple[str, ...]  # their names
    unfinished_runs: tuple[int, ...]  # that could go on no more
    responses: int

    def __bool__(self) -> bool:
        return bool(self.checkpoints or self.unfinished_runs or self.responses)


def rename(store: Store, checkpoint_id: int, name: str) -> None:
    """Give a checkpoint another name; its files stay where they are.

    Raises `InputError` for a name that says nothing, is too long, or is another's.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InputError("checkpoint_name", most=LONGEST_NAME)
    with store.write() as session:
        row = _find(session, checkpoint_id)
        query = select(schema.Checkpoint.id).where(schema.Checkpoint.name == name)
        if any(other != checkpoint_id for other in session.scalars(query)):
            raise InputError("checkpoint_name_taken", name=name)
        row.name = name


def set_note(store: Store, checkpoint_id: int, note: str) -> None:
    """Keep what a person writes about a checkpoint; nothing but space removes it."""
    with store.write() as session:
        row = _find(session, checkpoint_id)
        rest = {key: value for key, value in row.summary.items() if key != NOTE}
        row.summary = rest | ({NOTE: note.strip()} if note.strip() else {})


def note_of(checkpoint: Checkpoint) -> str:
    return str(checkpoint.summary.get(NOTE, ""))


def lineage(store: Store, checkpoint: Checkpoint) -> list[Checkpoint]:
    """A checkpoint and those it was trained from, the base last."""
    known = {one.id: one for one in list_checkpoints(store)}
    found = [checkpoint]
    while (parent := known.pop(found[-1].parent_id or 0, None)) is not None:
        found.append(parent)
    return found


def tree(checkpoints: Sequence[Checkpoint]) -> list[tuple[int, Checkpoint]]:
    """Checkpoints with their depth, each right below the one it was trained from, oldest first."""
    known = {one.id for one in checkpoints}
    children: dict[int | None, list[Checkpoint]] = defaultdict(list)
    for one in sorted(checkpoints, key=lambda one: one.id):
        children[one.parent_id if one.parent_id in known else None].append(one)
    found = []
    waiting = [(0, one) for one in reversed(children[None])]
    while waiting:
        depth, one = waiting.pop()
        found.append((depth, one))
        waiting += [(depth + 1, child) for child in reversed(children[one.id])]
    return found


def dependents(project: Project, checkpoint_id: int) -> Dependents:
    """What would miss a checkpoint."""
    made, run, response = schema.Checkpoint, schema.Run, schema.Response
    with project.store.read() as session:
        _find(session, checkpoint_id)
        uses = (run.parent_checkpoint_id == checkpoint_id) | (
            run.reward_checkpoint_id == checkpoint_id
        )
        using = session.execute(select(run.id, run.status).where(uses)).all()
        from_it = made.parent_id == checkpoint_id
        by_runs = made.run_id.in_([run_id for run_id, _ in using])
        names = session.scalars(
            select(made.name).where(from_it | by_runs, made.id != checkpoint_id).order_by(made.id)
        )
        query = select(func.count()).where(response.checkpoint_id == checkpoint_id)
        return Dependents(
            tuple(names),
            tuple(
                run_id
                for run_id, status in using
                if status != "finished" and project.run_folder(run_id).is_dir()
            ),
            session.execute(query).scalar_one(),
        )


def delete(project: Project, checkpoint_id: int) -> None:
    """Forget a checkpoint, then remove its files if they are the project's own.

    What was trained from it stays, and keeps its name in words; answers that it gave stay. Runs
    that began from it cannot go on any more. Raises `InputError` for the model that ships with the
    program, and while a run uses the checkpoint.
    """
    store = project.store
    gone = get_checkpoint(store, checkpoint_id)
    if is_shipped(gone):
        raise InputError("checkpoint_shipped", name=gone.name)
    with store.write() as session:
        ended = _let_go(session, checkpoint_id, gone.name)
        session.delete(_find(session, checkpoint_id))
    folders = [project.run_folder(run_id) for run_id in ended]
    if has_own_files(project, gone):
        folders.append(project.checkpoint_folder(gone))
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def is_shipped(checkpoint: Checkpoint) -> bool:
    """Whether it comes with the program."""
    return checkpoint.path.startswith(RESOURCE)


def has_own_files(project: Project, checkpoint: Checkpoint) -> bool:
    """Whether its folder lies in the project's own place for them."""
    return project.checkpoint_folder(checkpoint).parent == project.models


def size_on_disk(project: Project, checkpoint: Checkpoint) -> int | None:
    """Bytes of a checkpoint's files; None where they are missing."""
    place = project.checkpoint_folder(checkpoint)
    with suppress(OSError):
        if place.is_file():
            return place.stat().st_size
        if place.is_dir():
            return sum(file.stat().st_size for file in place.iterdir() if file.is_file())
    return None


def _let_go(session: Session, checkpoint_id: int, name: str) -> Sequence[int]:
    """Cut every tie to a checkpoint; the runs that can go on no more."""
    run, made, response = schema.Run, schema.Checkpoint, schema.Response
    columns = (run.parent_checkpoint_id, run.reward_checkpoint_id)
    ended = []
    for column in columns:
        for row in session.scalars(select(run).where(column == checkpoint_id)):
            if row.status == "running":
                raise InputError("checkpoint_in_use", name=name)
            if row.status != "finished":
                ended.append(row.id)
    for column in columns:
        session.execute(update(run).where(column == checkpoint_id).values({column: None}))
    for child in session.scalars(select(made).where(made.parent_id == checkpoint_id)):
        child.parent_id = None
        child.summary = {**child.summary, LOST_PARENT: name}
    gave = response.checkpoint_id == checkpoint_id
    session.execute(update(response).where(gave).values(checkpoint_id=None))
    return ended


def _find(session: Session, checkpoint_id: int) -> schema.Checkpoint:
    if (row := session.get(schema.Checkpoint, checkpoint_id)) is None:
        raise InputError("checkpoint_missing", id=checkpoint_id)
    return row


def named_base(project: Project, named: str) -> Checkpoint | None:
    """The newest language model that goes by the name that an adapter has for its base.

    That is a checkpoint's name or folder, what it is called on the Hub, or the last part of that.
    """
    last = named.replace("\\", "/").rstrip("/").rpartition("/")[2]
    for one in list_checkpoints(project.store):
        folder = project.checkpoint_folder(one)
        known = {one.name, str(folder), folder.name, folder.name.removesuffix(".gguf")}
        known.add(one.summary.get("hub", one.name))
        if one.stage != "reward" and named and known & {named, last}:
            return one
    return None


def file_name(name: str) -> str:
    """A checkpoint's name as a file may be called anywhere."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "model"
