"""From the Hub into a project: a GGUF file, and an adapter together with its model."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import torch

from studio.errors import StudioError
from studio.jobs.control import StopRequested
from studio.jobs.hub_models import add_hub_model, bases_of, offers
from studio.lm.checkpoint import load_model
from studio.lm.hub_model import HubModel
from studio.lm.transformer import Transformer
from studio.model_card import card_text
from studio.store import runs
from studio.store.project import Project
from studio.store.records import Checkpoint
from tests.fake_hub import COMMIT, FILES, ID, LARGE, TUNED, FakeHub

IDS = torch.arange(40).view(2, 20)


def adapter() -> HubModel:
    return offers(TUNED, "main")[0]


def refused(do: Callable[[], object]) -> str:
    with pytest.raises(StudioError) as caught:
        do()
    return caught.value.code


def names_another_base(stocked: FakeHub, base: str) -> HubModel:
    config = json.loads(stocked.others[TUNED]["adapter_config.json"])
    stocked.others[TUNED]["adapter_config.json"] = json.dumps(
        config | {"base_model_name_or_path": base}
    ).encode()
    return adapter()


def by_name(project: Project) -> dict[str, Checkpoint]:
    return {one.name: one for one in runs.list_checkpoints(project.store)}


def assert_tuned(project: Project, added: Checkpoint, tuned: Transformer) -> None:
    model, _ = load_model(project.checkpoint_folder(added))
    with torch.no_grad():
        torch.testing.assert_close(model(IDS), tuned(IDS), atol=1e-4, rtol=0)


def test_a_gguf_file_becomes_a_base_where_it_is_and_its_lineage_names_it(
    project: Project, stocked: FakeHub
) -> None:
    [model] = offers(f"{FILES}/{LARGE}", "main")
    added = add_hub_model(project, model)
    assert added.name == "Frog-F16"
    assert added.path == str(model.folder / "Frog-F16.gguf")
    assert (added.summary["hub"], added.summary["revision"]) == (f"{FILES}/Frog-F16.gguf", COMMIT)
    assert f"{FILES}/Frog-F16.gguf at {COMMIT}" in card_text(project, added)
    assert refused(lambda: add_hub_model(project, model)) == "model_known"


def test_an_adapters_base_is_offered_from_the_hub_and_fetched_with_it(
    project: Project, stocked: FakeHub, tiny_model: Transformer
) -> None:
    told: list[tuple[int, int]] = []
    found = bases_of(project, adapter())
    assert isinstance(found.likely, HubModel)
    assert (found.likely.address, found.problem) == (ID, None)
    assert [one.name for one in found.others] == [
        one.name for one in runs.list_checkpoints(project.store) if one.stage != "reward"
    ]
    added = add_hub_model(
        project, adapter(), base=found.likely, progress=lambda *now: told.append(now)
    )
    assert told == sorted(told)
    assert told[-1] == (total := adapter().size + found.likely.size, total)
    base = by_name(project)["tiny-moon"]
    assert (added.name, added.parent_id) == ("tuned", base.id)
    assert (base.summary["hub"], added.summary["hub"]) == (ID, TUNED)
    assert_tuned(project, added, tiny_model)


def test_a_base_that_the_project_has_is_not_fetched_again(
    project: Project, stocked: FakeHub, tiny_model: Transformer
) -> None:
    base = add_hub_model(project, offers(ID, "main")[0], "called otherwise")
    found = bases_of(project, adapter())
    assert found.likely == base
    assert base not in found.others
    before = len(stocked.asked)
    added = add_hub_model(project, adapter())
    assert added.parent_id == base.id
    assert not any(ID in path for path in stocked.paths()[before:])
    assert_tuned(project, added, tiny_model)
    again = add_hub_model(project, adapter(), base=offers(ID, "main")[0])
    assert again.parent_id == base.id
    assert len([one for one in by_name(project).values() if one.summary.get("hub") == ID]) == 1


def test_the_model_it_belongs_to_can_be_chosen(
    project: Project, stocked: FakeHub, tiny_model: Transformer
) -> None:
    base = add_hub_model(project, offers(f"{FILES}/Frog-F16.gguf", "main")[0])
    model = names_another_base(stocked, "./somewhere/else")
    added = add_hub_model(project, model, base=project.checkpoint_folder(base))
    assert added.parent_id == base.id
    assert added.name == "tuned"


@pytest.mark.parametrize("base", ["/home/x/model", "frogs/none", TUNED, ""])
def test_a_base_that_is_nowhere_is_told(project: Project, stocked: FakeHub, base: str) -> None:
    model = names_another_base(stocked, base)
    found = bases_of(project, model)
    assert found.likely is None
    assert found.others
    assert found.problem is not None
    assert found.problem.code == "adapter_base_missing"
    assert found.problem.details == {"name": "tuned", "base": base or "?"}


def test_a_base_behind_terms_is_told_as_the_hub_tells_it(
    project: Project, stocked: FakeHub
) -> None:
    model = adapter()
    stocked.statuses[f"/api/models/{ID}"] = (403, "GatedRepo")
    problem = bases_of(project, model).problem
    assert problem is not None
    assert problem.code == "hub_gated"


def test_what_cannot_be_computed_is_told_before_the_base_is_fetched(
    project: Project, stocked: FakeHub
) -> None:
    config = json.loads(stocked.others[TUNED]["adapter_config.json"]) | {"use_dora": True}
    stocked.others[TUNED]["adapter_config.json"] = json.dumps(config).encode()
    [base] = offers(ID, "main")
    before = by_name(project)
    assert refused(lambda: add_hub_model(project, adapter(), base=base)) == "adapter_option"
    assert base.missing == base.size
    assert by_name(project) == before


def test_stopping_keeps_what_has_come_of_both(project: Project, stocked: FakeHub) -> None:
    [base] = offers(ID, "main")
    model = adapter()
    before = by_name(project)
    with pytest.raises(StopRequested):
        add_hub_model(
            project,
            model,
            base=base,
            stop=lambda: base.missing < base.size,
        )
    assert model.missing == 0
    assert 0 < base.missing < base.size
    assert by_name(project) == before
    assert add_hub_model(project, model, base=base).name == "tuned"
