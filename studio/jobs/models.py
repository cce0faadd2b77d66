"""Models into a project and out of it: a folder or GGUF file as a base, a checkpoint as either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from studio.errors import InputError, ModelError
from studio.jobs.control import StopRequested
from studio.lm.adapter_folder import base_of, is_adapter
from studio.lm.checkpoint import check_vocabulary, load_extra, load_model, save_model
from studio.lm.gguf_model import save_gguf
from studio.lm.heads import ScalarModel
from studio.lm.json_file import read_json
from studio.lm.peft_import import merge_adapter, read_adapter
from studio.lm.reward_folder import save_reward_model
from studio.lm.shipped_tokenizer import load_tokenizer
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import runs
from studio.store.checkpoints import EXPORT_FORMATS, file_name, named_base
from studio.store.project import Project
from studio.store.records import Checkpoint

CALIBRATION = ("missing_end_reward", "demonstration_reward", "accuracy", "low", "high")


def never() -> bool:
    return False


def add_model(
    project: Project,
    path: Path,
    name: str = "",
    base: Path | None = None,
    about: Mapping[str, Any] | None = None,
) -> Checkpoint:
    """Make a folder or a GGUF file a base of the project, where it is; nothing is copied.

    The whole model is loaded first: what cannot be trained from is told now. An adapter is folded
    into its model, `base` or the one of the project that it names, and kept in the project. Raises
    `ModelError` naming what is wrong with it, `InputError` for a model that the project has.
    `about` is kept in its summary.
    """
    path = path.absolute()
    for known in runs.list_checkpoints(project.store):
        if project.checkpoint_folder(known) == path:
            raise InputError("model_known", name=known.name)
    taken = {known.name for known in runs.list_checkpoints(project.store)}
    wanted = " ".join((name or path.stem).split()) or "model"
    numbered = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(taken) + 2))
    free = next(one for one in numbered if one not in taken)
    if is_adapter(path):
        return _add_adapted(project, path, free, base, about or {})
    summary = {**examine(path), **(about or {})}
    return runs.add_checkpoint(project.store, "base", free, str(path), None, None, summary)


def _add_adapted(
    project: Project, path: Path, name: str, base: Path | None, known: Mapping[str, Any]
) -> Checkpoint:
    """Keep an adapter and what it makes of its model as a checkpoint of the project's own."""
    named = base_of(path)
    parent = named_base(project, named if base is None else str(base.absolute()))
    if base is None and parent is None:
        raise ModelError("adapter_base_missing", name=name, base=named or "?")
    adapter = read_adapter(path)
    source = base if parent is None else project.checkpoint_folder(parent)
    assert source is not None
    model, tokenizer = load_model(source)
    merge_adapter(model, adapter, path)
    if (path / "tokenizer.json").is_file():
        tokenizer = load_tokenizer(path)
        check_vocabulary(tokenizer, model.config)
    folder = new_folder(project.models, name)
    about = {"stage": "base", "parent": named if parent is None else parent.name}
    save_model(folder, model, tokenizer, about=about, adapter=adapter)
    place = folder.relative_to(project.folder).as_posix()
    parent_id = None if parent is None else parent.id
    summary = {**_summary(model, tokenizer), **known}
    return runs.add_checkpoint(project.store, "base", name, place, parent_id, None, summary)


def new_folder(models: Path, name: str) -> Path:
    """A folder that is not there yet, called as much like `name` as every system allows."""
    plain = file_name(name)
    numbered = (models / (plain if n == 1 else f"{plain}-{n}") for n in count(1))
    return next(folder for folder in numbered if not folder.exists())


def examine(path: Path) -> dict[str, Any]:
    """What a model is, after all of it was loaded and checked. Raises `ModelError`."""
    return _summary(*load_model(path))


def _summary(model: Transformer, tokenizer: Tokenizer) -> dict[str, Any]:
    config = model.config
    return {
        "family": config.family,
        "parameters": model.parameter_count(),
        "vocabulary": tokenizer.vocab_size,
        "positions": config.max_position_embeddings,
    }


def export_model(
    project: Project,
    checkpoint: Checkpoint,
    target: Path,
    format: str,
    *,
    card: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
    stop: Callable[[], bool] = never,
) -> Path:
    """Write a checkpoint to a new folder, or to a GGUF file, all of it or nothing.

    A folder has the model's `card` as README.md; a reward model's is for sequence classification.
    `progress` is told how many parts are done. Raises `StopRequested` once `stop` says so.
    """
    if format not in EXPORT_FORMATS:
        raise InputError("export_format", format=format, known=", ".join(EXPORT_FORMATS))
    if checkpoint.stage == "reward" and format != "folder":
        raise ModelError("gguf_reward", name=checkpoint.name)
    source = project.checkpoint_folder(checkpoint)
    if format == "folder":
        _check_new(target)
    model, tokenizer = load_model(source)
    total = len(model.state_dict())
    done = 0

    def step() -> None:
        nonlocal done
        if stop():
            raise StopRequested
        progress(min(done, total), total)
        done += 1

    step()
    if format != "folder":
        kind = format.removeprefix("gguf-")
        save_gguf(target, model, tokenizer, kind, name=checkpoint.name, each=step)
        return target
    about = _about(source, checkpoint)
    if checkpoint.stage == "reward":
        reward = ScalarModel(model).load_head(load_extra(source))
        summary = {**about.get("summary", {}), **checkpoint.summary}
        calibration = {n: float(summary[n]) for n in CALIBRATION if n in summary}
        save_reward_model(
            target, reward, tokenizer, calibration=calibration, about=about, card=card
        )
    else:
        save_model(target, model, tokenizer, about=about, card=card)
    return target


def _check_new(folder: Path) -> None:
    """Raise `InputError` for a folder with anything in it: it may be someone's work."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("folder_not_empty", path=str(folder))


def _about(source: Path, checkpoint: Checkpoint) -> dict[str, Any]:
    """What the checkpoint's folder says of how it was made."""
    path = source / "studio.json"
    return read_json(path) if path.is_file() else {"stage": checkpoint.stage}
