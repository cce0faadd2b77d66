"""Models from the Hub into a project; an adapter together with the model that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from studio.errors import InputError, ModelError, StudioError
from studio.jobs.control import StopRequested
from studio.jobs.models import add_model, never
from studio.lm import hub
from studio.lm.hub_model import HubModel
from studio.lm.peft_import import read_adapter
from studio.store import runs
from studio.store.checkpoints import named_base
from studio.store.project import Project
from studio.store.records import Checkpoint

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Bases:
    """What an adapter may be folded into."""

    likely: Checkpoint | HubModel | None  # what it names: in the project, else on the Hub
    others: tuple[Checkpoint, ...] = ()  # the project's other language models, the newest first
    problem: StudioError | None = None  # why nothing is likely


def offers(text: str, revision: str, stop: Stop = never) -> tuple[HubModel, ...]:
    """As `hub.offers`. Raises `StopRequested` once `stop` says so."""
    return hub.offers(text, revision, each=_each(stop))


def bases_of(project: Project, adapter: HubModel, stop: Stop = never) -> Bases:
    """What an adapter that was looked up can be added onto; the Hub is asked for it if need be.

    Raises `StopRequested` once `stop` says so.
    """
    likely: Checkpoint | HubModel | None = named_base(project, adapter.base)
    problem = None
    if likely is None:
        try:
            likely = _base_on_hub(adapter, stop)
        except StudioError as error:
            problem = error
    others = tuple(
        one
        for one in runs.list_checkpoints(project.store)
        if one.stage != "reward" and one != likely
    )
    return Bases(likely, others, problem)


def add_hub_model(
    project: Project,
    model: HubModel,
    name: str = "",
    base: Path | HubModel | None = None,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stop: Stop = never,
) -> Checkpoint:
    """Fetch what `offers` found and make it a base of the project, in the cache where it is.

    An adapter's `base` is the model at that path, or one that is fetched and added first; without
    it the project's that it names. `progress` is told the bytes that are there and their total. The
    lineage keeps id and commit. Raises as `hub.fetch` and `add_model` do, and `StopRequested` once
    `stop` says so; then what has come stays for the next time.
    """
    further = [base] if isinstance(base, HubModel) else []
    total = sum(one.size for one in (model, *further))
    look_for_stop = _each(stop)

    def fetch(one: HubModel, before: int) -> Path:
        def tell(done: int, _: int) -> None:
            look_for_stop()
            progress(before + done, total)

        return hub.fetch(one, tell)

    path = fetch(model, 0)
    if isinstance(base, HubModel):
        read_adapter(path)  # what cannot be computed is told before the larger part is fetched
        place = fetch(base, model.size)
        known = [project.checkpoint_folder(one) for one in runs.list_checkpoints(project.store)]
        if place not in known:
            _add(project, base, place, base.name)
        base = place
    return _add(project, model, path, name or model.name, base)


def _add(
    project: Project, model: HubModel, path: Path, name: str, base: Path | None = None
) -> Checkpoint:
    about = {"hub": model.address, "revision": model.revision}
    return add_model(project, path, name, base, about)


def _base_on_hub(adapter: HubModel, stop: Stop) -> HubModel:
    """Raises `ModelError` for a base that the Hub does not have under the name it goes by."""
    missing = ModelError("adapter_base_missing", name=adapter.name, base=adapter.base or "?")
    if not hub.is_id(adapter.base):
        raise missing
    try:
        found = hub.look_up(adapter.base, each=_each(stop))
    except InputError as error:
        if error.code == "hub_unknown":
            raise missing from None
        raise
    if found.kind == "adapter":
        raise missing
    return found


def _each(stop: Stop) -> Callable[[], None]:
    def each() -> None:
        if stop():
            raise StopRequested

    return each
