"""Models from the Hub: told first, resumed, cancelled, checked, then used without a network."""

from __future__ import annotations

import errno
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from studio.errors import ModelError, StudioError
from studio.lm import download, hub, hub_model, web
from studio.lm.checkpoint import load_model, save_model
from studio.lm.hub import fetch, look_up
from studio.lm.hub_model import HubModel
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from tests.fake_hub import COMMIT, ID, KEY, FakeHub, fake_hub, serving

WEIGHTS = "model.safetensors"
FETCHED = ["config.json", WEIGHTS, "tokenizer.json", "tokenizer_config.json"]


class Cancelled(Exception):  # noqa: N818 - as StopRequested, no error
    pass


def nothing(*given: int) -> None:
    """Where nobody follows."""


@pytest.fixture
def saved(tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> Path:
    save_model(tmp_path / "saved", tiny_model, tiny_tokenizer, about={"stage": "base"})
    return tmp_path / "saved"


@pytest.fixture
def fake(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with fake_hub(saved, tmp_path / "home", monkeypatch) as made:
        yield made


def found() -> HubModel:
    return look_up(ID, each=nothing)


def refused(do: Callable[[], object]) -> str:
    with pytest.raises(StudioError) as caught:
        do()
    return caught.value.code


def switch_off(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nobody listens at the Hub's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free.getsockname()[1]}")


# What is fetched


def test_the_size_is_told_before_anything_is_fetched(fake: FakeHub, saved: Path) -> None:
    model = found()
    assert (model.id, model.revision) == (ID, COMMIT)
    assert [file.name for file in model.files] == FETCHED
    assert model.size == model.missing == sum((saved / n).stat().st_size for n in FETCHED)
    assert fake.paths() == [f"/api/models/{ID}/revision/main?blobs=true"]


def test_a_model_comes_as_it_is_pinned_and_nothing_else(fake: FakeHub, saved: Path) -> None:
    told: list[tuple[int, int]] = []
    model = found()
    folder = fetch(model, lambda done, total: told.append((done, total)))
    assert sorted(file.name for file in folder.iterdir()) == FETCHED
    for name in FETCHED:
        assert (folder / name).read_bytes() == (saved / name).read_bytes()
    assert set(fake.paths()[1:]) == {f"/{ID}/resolve/{COMMIT}/{name}" for name in FETCHED}
    assert told == sorted(told)
    assert told[-1] == (model.size, model.size)
    ours, _ = load_model(folder)
    theirs, _ = load_model(saved)
    ids = torch.arange(12)[None]
    assert torch.equal(ours(ids), theirs(ids))


def test_shards_come_with_their_index(fake: FakeHub) -> None:
    whole = fake.files.pop(WEIGHTS)
    fake.files |= {
        "model-00001-of-00002.safetensors": whole,
        "model-00002-of-00002.safetensors": whole,
        "model.safetensors.index.json": b"{}",
        "consolidated.safetensors": whole,
    }
    assert [file.name for file in found().files][1:4] == [
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
        "model.safetensors.index.json",
    ]


def test_no_file_is_fetched_that_is_not_named_as_a_models_is(fake: FakeHub) -> None:
    names = ("../config.json", "a/model.safetensors", "/etc/passwd", "model.pt", "x.py", "")
    fake.more = [{"rfilename": name, "size": 3, "blobId": "0" * 40} for name in names]
    assert [file.name for file in found().files] == FETCHED


@pytest.mark.parametrize("lacking", ["config.json", "tokenizer.json", WEIGHTS])
def test_a_model_without_what_is_needed_is_refused(fake: FakeHub, lacking: str) -> None:
    del fake.files[lacking]
    with pytest.raises(ModelError) as caught:
        found()
    assert caught.value.details["name"] == lacking


# Breaking off, and going on


@pytest.mark.parametrize("ranges", [True, False])
def test_what_broke_off_goes_on_from_there(fake: FakeHub, saved: Path, ranges: bool) -> None:
    fake.ranges = ranges
    size = (saved / WEIGHTS).stat().st_size
    fake.break_after = [10**9, 1000, size if not ranges else size // 2, 0]
    folder = fetch(found(), nothing)
    assert (folder / WEIGHTS).read_bytes() == (saved / WEIGHTS).read_bytes()
    asked = [headers.get("range") for path, headers in fake.asked if path.endswith(WEIGHTS)]
    assert asked[:2] == [None, "bytes=1000-"]


def test_who_breaks_off_too_often_is_told_and_the_next_time_goes_on(
    fake: FakeHub, saved: Path
) -> None:
    fake.break_after = [10**9, 5000, *[0] * download.TRIES]
    model = found()
    assert refused(lambda: fetch(model, nothing)) == "hub_cut_off"
    assert model.missing == model.size - 5000 - (saved / "config.json").stat().st_size
    fake.asked.clear()
    folder = fetch(model, nothing)
    assert fake.asked[0][1]["range"] == "bytes=5000-"
    assert (folder / WEIGHTS).read_bytes() == (saved / WEIGHTS).read_bytes()
    assert model.missing == 0


def test_cancelling_takes_no_200_ms_while_the_server_says_nothing(fake: FakeHub) -> None:
    model = found()
    fake.hold.clear()
    asked = threading.Event()

    def tell(done: int, total: int) -> None:
        if asked.is_set():
            raise Cancelled

    def cancel() -> None:
        fake.held.wait()
        began.append(time.monotonic())
        asked.set()

    began: list[float] = []
    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(Cancelled):
        fetch(model, tell)
    assert time.monotonic() - began[0] < 0.2
    thread.join()
    fake.hold.set()
    assert fetch(model, nothing) == model.folder


def test_looking_up_can_be_cancelled(fake: FakeHub) -> None:
    def each() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        look_up(ID, each=each)


def test_a_server_that_goes_silent_is_given_up(
    fake: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "PATIENCE", 0.1)
    monkeypatch.setattr(download, "TRIES", 1)
    model = found()
    fake.hold.clear()
    assert refused(lambda: fetch(model, nothing)) == "hub_cut_off"


# Lies


def test_other_bytes_than_were_told_of_are_refused_and_not_kept(fake: FakeHub) -> None:
    model = found()
    fake.spoil = True
    assert refused(lambda: fetch(model, nothing)) == "hub_checksum"
    assert model.missing == model.size
    assert not any(model.folder.glob("*.json"))
    fake.spoil = False
    load_model(fetch(model, nothing))


@pytest.mark.parametrize("kind", ["sha256", "blobId"])
def test_a_checksum_that_lies_is_refused(fake: FakeHub, kind: str) -> None:
    name = WEIGHTS if kind == "sha256" else "tokenizer.json"
    fake.lies[name] = {kind: "ab" * (32 if kind == "sha256" else 20)}
    assert refused(lambda: fetch(found(), nothing)) == "hub_checksum"


@pytest.mark.parametrize(("size", "code"), [(10, "hub_checksum"), (10**7, "hub_cut_off")])
def test_a_size_that_lies_is_refused(fake: FakeHub, size: int, code: str) -> None:
    fake.lies[WEIGHTS] = {"size": size}
    assert refused(lambda: fetch(found(), nothing)) == code


def test_more_than_was_told_of_is_never_kept(fake: FakeHub) -> None:
    fake.too_many = b"x" * 100_000
    model = found()
    assert refused(lambda: fetch(model, nothing)) == "hub_checksum"
    kept = sum(file.stat().st_size for file in model.folder.iterdir())
    assert kept <= model.size


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>login</html>",
        b"[]",
        b"{}",
        b'{"sha": "../../x", "siblings": []}',
        b'{"sha": 7, "siblings": []}',
        b'{"sha": "%s", "siblings": 7}' % COMMIT.encode(),
        b'{"sha": "%s", "siblings": [{"size": 3}]}' % COMMIT.encode(),
        b"[" * 100_000,
        b" " * (hub.MOST_ANSWER + 1),
    ],
)
def test_answers_that_are_none_are_told(fake: FakeHub, answer: bytes) -> None:
    fake.answer = answer
    assert refused(found) == "hub_answer"


@pytest.mark.parametrize("size", [-1, "many", None, 1.5e308])
def test_sizes_that_are_none_are_told(fake: FakeHub, size: object) -> None:
    fake.lies["config.json"] = {"size": size}
    assert refused(found) == "hub_answer"


# Refusals


@pytest.mark.parametrize(
    ("status", "why", "code"),
    [
        (401, "GatedRepo", "hub_gated"),
        (403, "GatedRepo", "hub_gated"),
        (403, "", "hub_gated"),
        (401, "RepoNotFound", "hub_unknown"),
        (404, "", "hub_unknown"),
        (404, "RevisionNotFound", "hub_revision"),
        (429, "", "hub_busy"),
        (500, "", "hub_status"),
    ],
)
def test_each_refusal_has_its_own_words(fake: FakeHub, status: int, why: str, code: str) -> None:
    fake.statuses["/api/"] = (status, why)
    assert refused(found) == code


def test_a_file_that_is_refused_is_told(fake: FakeHub) -> None:
    fake.statuses[f"/resolve/{COMMIT}/{WEIGHTS}"] = (403, "")
    assert refused(lambda: fetch(found(), nothing)) == "hub_file_refused"


@pytest.mark.parametrize("id", ["", "a/b/c", "../x", "a/..", "https://x/y", "a b/c", "hub:", "/"])
def test_an_id_that_is_none_is_not_asked_for(fake: FakeHub, id: str) -> None:
    assert refused(lambda: look_up(id, each=nothing)) == "hub_id"
    assert fake.asked == []


def test_a_model_that_is_not_there(fake: FakeHub) -> None:
    assert refused(lambda: look_up("frogs/none", each=nothing)) == "hub_unknown"


def test_a_full_disk_is_told_before_and_while(
    fake: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = found()
    usage = shutil.disk_usage(".")._replace(free=1000)
    with monkeypatch.context() as patched:
        patched.setattr(download.shutil, "disk_usage", lambda path: usage)
        assert refused(lambda: fetch(model, nothing)) == "hub_disk_full"
    assert len(fake.asked) == 1

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download.os, "fsync", full)
    assert refused(lambda: fetch(model, nothing)) == "hub_disk_full"


def test_a_place_that_cannot_be_written_is_told(fake: FakeHub, tmp_path: Path) -> None:
    model = found()
    shutil.rmtree(hub_model.model_folder(ID))
    hub_model.model_folder(ID).write_text("in the way")
    assert refused(lambda: fetch(model, nothing)) == "folder_unwritable"


# Without a network


def test_no_network_is_told(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_off(fake, monkeypatch)
    assert refused(found) == "hub_unreachable"


@pytest.mark.parametrize("by", ["no network", "HF_HUB_OFFLINE"])
def test_what_was_fetched_needs_no_network_any_more(
    fake: FakeHub, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    model = found()
    folder = fetch(model, nothing)
    if by == "no network":
        switch_off(fake, monkeypatch)
    else:
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    before = len(fake.asked)
    again = found()
    assert again == model
    assert again.missing == 0
    assert fetch(again, nothing) == folder
    assert len(fake.asked) == before


def test_offline_forbids_asking(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert refused(found) == "hub_offline"
    assert fake.asked == []


def test_offline_forbids_fetching_the_rest(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    model = found()
    folder = fetch(model, nothing)
    (folder / "tokenizer.json").unlink()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert refused(found) == "hub_offline"


def test_a_branch_is_asked_again_and_a_commit_is_not(fake: FakeHub) -> None:
    first = found()
    fake.commit = "ab" * 20
    assert found().revision == fake.commit != first.revision
    before = len(fake.asked)
    assert look_up(ID, COMMIT, each=nothing) == first
    assert len(fake.asked) == before


# The key


def test_the_key_goes_to_the_hub_alone(
    fake: FakeHub, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", KEY)
    with serving(FakeHub(saved)) as other:
        fake.elsewhere = other.address
        fetch(found(), nothing)
        assert all(headers["authorization"] == f"Bearer {KEY}" for _, headers in fake.asked)
        assert len(other.asked) == len(FETCHED)
        assert not any("authorization" in headers for _, headers in other.asked)


def test_redirections_end(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "TRIES", 1)
    model = found()
    for place in (fake.address, "file:///etc/passwd?", "gopher://x", "http://"):
        fake.elsewhere = place
        assert refused(lambda: fetch(model, nothing)) == "hub_cut_off"


# Proxies


@pytest.mark.parametrize(
    ("environment", "through"),
    [
        ({}, None),
        ({"https_proxy": "http://p:3128"}, "p"),
        ({"HTTPS_PROXY": "p:3128"}, "p"),
        ({"http_proxy": "http://p:3128"}, None),
        ({"all_proxy": "http://p:1"}, "p"),
        ({"https_proxy": "http://p:1", "no_proxy": "localhost, .face.co"}, None),
        ({"https_proxy": "http://p:1", "no_proxy": "*"}, None),
        ({"https_proxy": "http://p:1", "no_proxy": "ace.co"}, "p"),
    ],
)
def test_proxies(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], through: str | None
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = web.proxy(web.urlsplit("https://face.co/a"))
    assert (found and found.hostname) == through
