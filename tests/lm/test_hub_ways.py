"""GGUF files and adapters on the Hub: which there are, the one that is meant, and how it comes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

import pytest

from studio.errors import ModelError, StudioError
from studio.lm.checkpoint import load_model
from studio.lm.hub import fetch, is_id, look_up, offers
from studio.lm.hub_model import HubModel
from tests.fake_hub import COMMIT, FILES, ID, LARGE, SMALL, TUNED, FakeHub


def nothing(*given: int) -> None:
    """Where nobody follows."""


def ways(text: str) -> tuple[HubModel, ...]:
    return offers(text, each=nothing)


def refusal(do: Callable[[], object]) -> StudioError:
    with pytest.raises(StudioError) as caught:
        do()
    return caught.value


# GGUF files


def test_gguf_files_are_told_with_their_sizes_before_one_is_fetched(stocked: FakeHub) -> None:
    small, large = ways(FILES)
    told = [(one.kind, one.address, one.name, one.size) for one in (small, large)]
    assert told == [
        ("gguf", f"{FILES}/{SMALL}", "Frog-Q8_0", len(stocked.others[FILES][SMALL])),
        ("gguf", f"{FILES}/{LARGE}", "Frog-F16", len(stocked.others[FILES][LARGE])),
    ]
    assert small.missing == small.size
    assert len(stocked.asked) == 1


def test_the_file_that_is_named_comes_alone_and_is_read(stocked: FakeHub) -> None:
    model = look_up(f"hub:{FILES}/{LARGE}", each=nothing)
    path = fetch(model, nothing)
    assert path == model.folder / LARGE
    assert path.read_bytes() == stocked.others[FILES][LARGE]
    assert stocked.paths()[1:] == [f"/{FILES}/resolve/{COMMIT}/{LARGE}"]
    ours, _ = load_model(path)
    assert ours.config.family == "llama"


def test_of_several_files_none_is_chosen_for_a_person(stocked: FakeHub) -> None:
    error = refusal(lambda: look_up(FILES, each=nothing))
    assert error.code == "hub_several"
    assert error.details["files"] == f"{SMALL}, {LARGE}"
    assert error.details["example"] == f"{FILES}/{SMALL}"
    del stocked.others[FILES][SMALL]
    assert look_up(FILES, each=nothing).address == f"{FILES}/{LARGE}"


def test_a_file_that_is_not_there_is_told_with_those_that_are(stocked: FakeHub) -> None:
    error = refusal(lambda: ways(f"{FILES}/none.gguf"))
    assert (error.code, error.details["files"]) == ("hub_no_file", f"{SMALL}, {LARGE}")
    assert refusal(lambda: ways(f"{ID}/none.gguf")).code == "hub_no_file"


@pytest.mark.parametrize(
    "name",
    [
        "tiny-Q4_K_M-00001-of-00003.gguf",
        "mmproj-model-f16.gguf",
        "tiny.imatrix.gguf",
        "tiny-IQ4_XS.gguf",
        "iq2/tiny.gguf",
        "../tiny.gguf",
        "tiny.gguf.bin",
    ],
)
def test_parts_and_files_that_are_not_read_are_not_offered(stocked: FakeHub, name: str) -> None:
    stocked.others[FILES][name] = b"GGUF"
    assert [one.path.name for one in ways(FILES)] == [SMALL, LARGE]


def test_a_folder_comes_before_the_gguf_files_beside_it(stocked: FakeHub) -> None:
    stocked.files[SMALL] = b"GGUF"
    assert [one.kind for one in ways(ID)] == ["folder", "gguf"]
    assert look_up(ID, each=nothing).kind == "folder"
    assert look_up(f"{ID}/{SMALL}", each=nothing).kind == "gguf"


def test_a_gguf_file_goes_on_where_it_broke_off_and_is_checked(stocked: FakeHub) -> None:
    model = look_up(f"{FILES}/{SMALL}", each=nothing)
    stocked.break_after = [1000]
    assert fetch(model, nothing).read_bytes() == stocked.others[FILES][SMALL]
    assert [headers.get("range") for _, headers in stocked.asked[1:]] == [None, "bytes=1000-"]
    model.path.unlink()
    stocked.spoil = True
    assert refusal(lambda: fetch(model, nothing)).code == "hub_checksum"
    assert not model.path.exists()


def test_cancelling_a_gguf_file_takes_no_200_ms(stocked: FakeHub) -> None:
    class Cancelled(Exception):  # noqa: N818 - as StopRequested, no error
        pass

    model = look_up(f"{FILES}/{LARGE}", each=nothing)
    stocked.hold.clear()
    began: list[float] = []

    def tell(done: int, total: int) -> None:
        if began:
            raise Cancelled

    def cancel() -> None:
        stocked.held.wait()
        began.append(time.monotonic())

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(Cancelled):
        fetch(model, tell)
    assert time.monotonic() - began[0] < 0.2
    thread.join()


def test_offline_the_files_that_are_here_are_offered(
    stocked: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(look_up(f"{FILES}/{LARGE}", each=nothing), nothing)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    before = len(stocked.asked)
    [here] = ways(FILES)
    assert here == look_up(FILES, each=nothing) == look_up(f"{FILES}/{LARGE}", each=nothing)
    assert (here.missing, len(stocked.asked)) == (0, before)
    assert refusal(lambda: ways(ID)).code == "hub_offline"


# Adapters


def test_an_adapter_tells_its_size_and_its_base_before_it_is_fetched(stocked: FakeHub) -> None:
    [model] = ways(TUNED)
    assert (model.kind, model.base, model.name) == ("adapter", ID, "tuned")
    assert [file.name for file in model.files][:2] == [
        "adapter_config.json",
        "adapter_model.safetensors",
    ]
    assert stocked.paths() == [
        f"/api/models/{TUNED}/revision/main?blobs=true",
        f"/{TUNED}/resolve/{COMMIT}/adapter_config.json",  # nothing else says what it belongs to
    ]
    path = fetch(model, nothing)
    assert all((path / name).is_file() for name in stocked.others[TUNED] if "adapter" in name)


def test_the_config_beside_an_adapter_makes_no_model_of_it(stocked: FakeHub) -> None:
    stocked.others[TUNED]["config.json"] = b"{}"
    [model] = ways(TUNED)
    assert model.kind == "adapter"
    assert "config.json" not in [file.name for file in model.files]


def test_an_adapter_without_safetensors_is_refused(stocked: FakeHub) -> None:
    weights = stocked.others[TUNED].pop("adapter_model.safetensors")
    stocked.others[TUNED]["adapter_model.bin"] = weights
    error = refusal(lambda: ways(TUNED))
    assert (error.code, error.details["name"]) == ("hub_lacks", "adapter_model.safetensors")


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 10_000])
def test_a_damaged_config_of_an_adapter_is_told(stocked: FakeHub, content: bytes) -> None:
    stocked.others[TUNED]["adapter_config.json"] = content
    assert isinstance(refusal(lambda: ways(TUNED)), ModelError)


def test_a_config_that_lies_about_its_size_or_is_endless_is_refused(stocked: FakeHub) -> None:
    stocked.lies["adapter_config.json"] = {"size": 2**30}
    assert refusal(lambda: ways(TUNED)).code == "hub_answer"
    stocked.lies["adapter_config.json"] = {"size": 10}
    assert refusal(lambda: ways(TUNED)).code == "hub_checksum"


def test_an_adapter_that_was_fetched_needs_no_network(
    stocked: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    [model] = ways(TUNED)
    fetch(model, nothing)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    before = len(stocked.asked)
    assert ways(TUNED) == (model,)
    assert len(stocked.asked) == before


# Names


@pytest.mark.parametrize("base", ["", "../x", "./out", "a/b/c", "C:\\models\\x", "/home/x/y", 7])
def test_only_a_name_of_the_hub_is_taken_for_one(stocked: FakeHub, base: object) -> None:
    config = json.loads(stocked.others[TUNED]["adapter_config.json"])
    config["base_model_name_or_path"] = base
    stocked.others[TUNED]["adapter_config.json"] = json.dumps(config).encode()
    [model] = ways(TUNED)
    assert not is_id(model.base)


def test_the_address_of_a_models_page_is_its_name(stocked: FakeHub) -> None:
    assert look_up(f"{stocked.address}/{ID}", each=nothing).id == ID


@pytest.mark.parametrize("text", ["a.gguf/b/c.gguf/d", f"{FILES}/x.bin", f"{FILES}/../x.gguf"])
def test_what_names_no_file_is_not_asked_for(stocked: FakeHub, text: str) -> None:
    assert refusal(lambda: ways(text)).code == "hub_id"
    assert stocked.asked == []
