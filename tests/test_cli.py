"""The command line: what each command asks for, prints and answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import click
import pytest

from studio import __version__, cli, config, display
from studio.cli import running
from studio.errors import InputError, StudioError, TrainingError
from studio.jobs.control import RunControl
from studio.jobs.events import (
    Emit,
    Event,
    Failed,
    Finished,
    Progress,
    Started,
    Stopped,
    TextPiece,
)
from studio.jobs.requests import (
    Chat,
    Evaluate,
    LabelSynthetically,
    MeasureSuite,
    Sample,
    TrainPPO,
    TrainReward,
    TrainSFT,
)
from studio.option_texts import OPTION_TEXTS

JOB_COMMANDS = {
    "train sft": config.SFTOptions,
    "train reward": config.RewardOptions,
    "train ppo": config.PPOOptions,
    "sample": config.SamplingOptions,
    "chat": config.SamplingOptions,
    "label": config.LabelerOptions,
    "evaluate": config.EvaluateOptions,
    "pretrain": config.PretrainOptions,
}
HEAVY = ("torch", "PySide6", "sqlalchemy", "numpy")

Result = tuple[int, str, str]
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the settings of whoever runs it."""
    monkeypatch.setenv("RLHF_STUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project with the checkpoints base (1), sft (2, 3) and reward (4)."""
    from studio.store.project import create_project
    from studio.store.runs import add_checkpoint

    opened = create_project(tmp_path / "project", sample=False)
    for stage, name in (("sft", "first"), ("sft", "second"), ("reward", "judge")):
        add_checkpoint(opened.store, stage, name, f"models/{name}", 1, None, {})
    opened.close()
    return tmp_path / "project"


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Catch the requests instead of running them; each counts as finished."""
    caught: list[Any] = []

    def execute(project: object, request: Any, emit: Emit, control: RunControl) -> None:
        caught.append(request)
        emit(Finished(1, {"seen": 1}))

    monkeypatch.setattr(running, "execute", execute)
    monkeypatch.setattr(sys.modules["studio.cli.chat"], "execute", execute)
    return caught


def job_of(monkeypatch: pytest.MonkeyPatch, job: Callable[[Emit, RunControl], None]) -> None:
    """Let `job` stand for whatever the runner would do."""
    monkeypatch.setattr(running, "execute", lambda p, r, emit, control: job(emit, control))


def command_of(path: str) -> click.Command:
    found: Any = cli.studio
    for name in path.split():
        found = found.commands[name]
    return found


def in_a_fresh_process(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=kept | environment
    )


# Help and version


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["train", "ppo", "--help"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    code = f"""
import atexit, sys
atexit.register(lambda: print("LOADED", sorted(set({HEAVY!r}) & set(sys.modules))))
from studio.cli import main
main({arguments!r})
"""
    done = in_a_fresh_process(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("LOADED []\n")


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"rlhf-studio, version {__version__}\n", "")


def test_python_m_studio_is_the_same_command() -> None:
    done = subprocess.run([sys.executable, "-m", "studio", "--version"], capture_output=True)
    assert done.stdout.decode() == f"rlhf-studio, version {__version__}\n"


@pytest.mark.parametrize("path", sorted(JOB_COMMANDS))
def test_every_option_of_a_stage_is_on_the_command_line(path: str, run: Run) -> None:
    code, out, _ = run(*path.split(), "--help")
    assert code == 0
    shown = " ".join(out.split())
    for item in fields(JOB_COMMANDS[path]):
        assert f"--{item.name.replace('_', '-')} " in shown
    given = {p.name: p.default for p in command_of(path).params}
    for item in fields(JOB_COMMANDS[path]):
        assert given[item.name] == item.default


def test_help_tells_range_and_default(run: Run) -> None:
    shown = " ".join(run("train", "ppo", "--help")[1].split())
    defaults = config.PPOOptions()
    assert f"learns from. From 1 to 10,000,000. [default: {defaults.episodes}]" in shown
    assert f"Above 0 to 5. [default: {defaults.temperature}]" in shown


def test_an_option_means_what_its_own_stage_says(run: Run) -> None:
    trained = " ".join(run("train", "sft", "--help")[1].split())
    sampled = " ".join(run("sample", "--help")[1].split())
    assert "--max-tokens INTEGER Tokens of a prompt with its response" in trained
    assert "--max-tokens INTEGER Tokens after which a response is cut off" in sampled


def test_every_option_is_explained_and_every_explanation_is_used() -> None:
    used = set()
    for kind in (*JOB_COMMANDS.values(), config.GuardOptions):
        for item in fields(kind):
            own = f"{kind.__name__}.{item.name}"
            used.add(own if own in OPTION_TEXTS else item.name)
    assert used == set(OPTION_TEXTS)
    assert all(name and explanation for name, explanation in OPTION_TEXTS.values())


def test_the_way_of_labeling_is_told_and_changed(run: Run, project: Path) -> None:
    assert run("labeling", project)[1].startswith("Rank only.")
    changed = run(
        *("labeling", project, "--mode", "rate_and_rank", "--flag", "violent"),
        *("--flag", "Too long", "--unranked", "--none-acceptable"),
    )
    assert changed[0] == 0
    assert run("labeling", project) == changed
    lines = changed[1].splitlines()
    assert lines[0].startswith("Rate, then rank.")
    assert lines[1:] == [
        "flag: Contains violent content",
        "flag: Too long",
        "unranked: yes",
        "none acceptable: yes",
    ]
    assert "unranked: no" in run("labeling", project, "--no-unranked")[1]
    code, _, error = run("labeling", project, "--flag", "a", "--flag", "a")
    assert code != 0
    assert "flags" in error


@pytest.mark.parametrize(
    "path", ["train sft", "train reward", "train ppo", "sample", "chat", "label", "evaluate"]
)
def test_every_job_command_takes_json(path: str) -> None:
    assert "as_json" in {parameter.name for parameter in command_of(path).params}


# Errors


def test_a_wrong_command_takes_two_lines(run: Run) -> None:
    code, out, err = run("frob")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "rlhf-studio: No such command 'frob'.",
        "rlhf-studio --help shows what it takes.",
    ]


def test_a_wrong_option_points_to_its_own_help(run: Run, project: Path) -> None:
    code, _, err = run("train", "sft", project, "--learning", "1")
    assert code == 2
    assert err.splitlines()[-1] == "rlhf-studio train sft --help shows what it takes."


def test_a_value_out_of_range_is_refused_before_anything_is_opened(run: Run) -> None:
    code, out, err = run("train", "sft", "/nowhere", "--epochs", "0")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "rlhf-studio: epochs is 0, but must lie between 1 and 100.",
        "Choose a value in that range.",
    ]


@pytest.mark.parametrize("value", ["nan", "inf", "-1"])
def test_a_number_that_is_none_is_refused(value: str, run: Run) -> None:
    assert run("train", "sft", "/nowhere", "--learning-rate", value)[0] == 2


def test_a_missing_project_is_an_error_of_the_user(run: Run, tmp_path: Path) -> None:
    code, out, err = run("train", "sft", tmp_path / "nothing")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 2
    assert "Traceback" not in err


def test_with_json_a_missing_project_is_an_event_too(run: Run, tmp_path: Path) -> None:
    code, out, err = run("sample", tmp_path / "nothing", "--json")
    assert code == 2
    event = json.loads(out)
    assert (event["event"], event["code"]) == ("failed", "project_missing")
    assert len(err.splitlines()) == 2


def test_debug_shows_the_traceback(run: Run, tmp_path: Path) -> None:
    _, _, err = run("--debug", "export", tmp_path / "nothing", tmp_path / "out.jsonl")
    assert "Traceback" in err
    _, _, err = run("--debug", "sample", tmp_path / "nothing")
    assert "Traceback" in err


def test_a_mistake_in_the_program_is_told_without_a_traceback(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(running, "execute", broken)
    code, _, err = run("sample", project)
    assert code == 1
    assert "ZeroDivisionError: by nought" in err
    assert "Traceback" not in err
    assert "--debug" in err


def test_with_json_a_mistake_in_the_program_is_an_event_too(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(emit: Emit, control: RunControl) -> None:
        raise ZeroDivisionError("by nought")

    job_of(monkeypatch, broken)
    code, out, _ = run("sample", project, "--json")
    event = json.loads(out)
    assert (code, event["event"], event["code"]) == (1, "failed", "unexpected")
    assert "ZeroDivisionError" in event["traceback"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_that_has_seen_enough_ends_the_command_quietly(project: Path) -> None:
    code = f"""
from studio.cli import main, running
from studio.jobs.events import Progress
def job(project, request, emit, control):
    for step in range(100_000):
        emit(Progress(step, 100_000))
running.execute = job
main(["sample", {str(project)!r}, "--json"])
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["event"] == "progress"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [(TrainingError("too_few"), 1), (InputError("bad"), 2), (StudioError("odd"), 1)],
)
def test_the_exit_code_is_the_errors(
    error: StudioError, expected: int, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(emit: Emit, control: RunControl) -> None:
        raise error

    job_of(monkeypatch, fail)
    assert run("sample", project)[0] == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (Finished(1), 0),
        (Stopped(1), 0),
        (Failed("unexpected"), 1),
        (Failed("prompt_empty", exit_code=2), 2),
    ],
)
def test_the_exit_code_follows_from_the_last_event(
    last: Event, expected: int, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_of(monkeypatch, lambda emit, control: emit(last))
    assert run("label", project)[0] == expected


# Ctrl+C


def test_ctrl_c_stops_and_keeps(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def job(emit: Emit, control: RunControl) -> None:
        emit(Started("sft", 9))
        os.kill(os.getpid(), signal.SIGINT)
        assert control.stopping
        emit(Stopped(1, {"loss": 2.5}))

    job_of(monkeypatch, job)
    before = signal.getsignal(signal.SIGINT)
    code, out, _ = run("train", "sft", project)
    assert code == 0
    assert out == "sft stopped; what was done is kept: loss 2.5\n"
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_twice_aborts(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reached = []

    def job(emit: Emit, control: RunControl) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        reached.append("after the first")
        os.kill(os.getpid(), signal.SIGINT)
        reached.append("after the second")

    job_of(monkeypatch, job)
    code, _, err = run("train", "sft", project)
    assert code == 1
    assert reached == ["after the first"]
    assert "Aborted." in err


def test_a_stop_outside_the_runner_ends_in_stopped(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def job(emit: Emit, control: RunControl) -> None:
        control.stop()
        control.checkpoint()

    job_of(monkeypatch, job)
    code, out, _ = run("sample", project, "--json")
    assert code == 0
    assert json.loads(out)["event"] == "stopped"


# The requests


def test_train_sft(run: Run, project: Path, requests: list[Any]) -> None:
    run("train", "sft", project, "--epochs", 2, "--learning-rate", "5e-4", "--parent", "first")
    assert requests == [TrainSFT(config.SFTOptions(epochs=2, learning_rate=5e-4), parent_id=2)]


def test_train_reward(run: Run, project: Path, requests: list[Any]) -> None:
    run("train", "reward", project, "--batch-size", 4)
    assert requests == [TrainReward(config.RewardOptions(batch_size=4), parent_id=None)]


def test_train_ppo(run: Run, project: Path, requests: list[Any]) -> None:
    run("train", "ppo", project, "--parent", "sft", "--reward", "reward", "--gae-lambda", 0.9)
    assert requests == [TrainPPO(config.PPOOptions(gae_lambda=0.9), parent_id=3, reward_id=4)]


def test_sample(run: Run, project: Path, requests: list[Any]) -> None:
    flags = ("--k", 3, "--prompts", 5, "--split", "ppo", "--language", "de", "--top-k", 40)
    run("sample", project, *flags)
    options = config.SamplingOptions(top_k=40)
    assert requests == [Sample(options, split="ppo", prompts=5, k=3, language="de")]


def test_sample_by_several(run: Run, project: Path, requests: list[Any]) -> None:
    run("sample", project, "--checkpoint", "second", "--checkpoint", "1")
    assert requests == [Sample(checkpoint_ids=(3, 1))]


def test_label(run: Run, project: Path, requests: list[Any]) -> None:
    run("label", project, "--noise", 0.5)
    assert requests == [LabelSynthetically(config.LabelerOptions(noise=0.5))]
    assert "synthetic" in run("label", "--help")[1]


def test_evaluate(run: Run, project: Path, requests: list[Any]) -> None:
    run("evaluate", project, "--checkpoint", "second", "--against", "1", "--max-prompts", 7)
    assert requests == [Evaluate(3, 1, config.EvaluateOptions(max_prompts=7))]


def test_the_suite_measures_all_stages_or_what_is_named(
    run: Run, project: Path, requests: list[Any], tmp_path: Path
) -> None:
    run("evaluate", project, "--suite", "embedded")
    run("evaluate", project, "--suite", "embedded", "--checkpoint", "second", "--corpus", tmp_path)
    usual = config.EvaluateOptions()
    assert requests == [MeasureSuite((), usual), MeasureSuite((3,), usual, tmp_path)]


@pytest.mark.parametrize(
    ("text", "expected"), [("2", 2), ("sft", 3), ("first", 2), ("embedded", 1), ("base", 1)]
)
def test_a_checkpoint_goes_by_number_stage_or_name(
    text: str, expected: int, run: Run, project: Path, requests: list[Any]
) -> None:
    run("sample", project, "--checkpoint", text)
    assert requests[0].checkpoint_ids == (expected,)


def test_an_unknown_checkpoint_lists_the_known_ones(
    run: Run, project: Path, requests: list[Any]
) -> None:
    code, _, err = run("evaluate", project, "--checkpoint", "ppo")
    assert code == 2
    assert requests == []
    assert "no checkpoint ppo" in err
    assert "4 (judge), 3 (second), 2 (first), 1 (embedded)" in err


def test_chat_answers_one_prompt_by_the_newest_policy(
    run: Run, project: Path, requests: list[Any]
) -> None:
    assert run("chat", project, "--prompt", "Why?", "--temperature", 0)[0] == 0
    assert requests == [Chat("Why?", (3,), config.SamplingOptions(temperature=0))]


def test_chat_takes_its_prompts_from_standard_input(
    run: Run, project: Path, requests: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter(["Why?\n", "\n", " And how? \n", ""])
    stdin = SimpleNamespace(isatty=lambda: False, readline=lambda: next(lines))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("chat", project, "--checkpoint", "embedded")[0] == 0
    assert [(r.prompt, r.checkpoint_ids) for r in requests] == [("Why?", (1,)), ("And how?", (1,))]


def test_chat_streams_and_goes_on_after_a_refused_prompt(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def execute(_: object, request: Chat, emit: Emit, control: RunControl) -> None:
        if request.prompt == "bad":
            emit(Failed("prompt_empty", exit_code=2))
            return
        emit(TextPiece(0, "Because "))
        emit(Progress(1, 2))
        emit(TextPiece(0, "so."))
        emit(Finished(2))

    monkeypatch.setattr(sys.modules["studio.cli.chat"], "execute", execute)
    lines = iter(["bad\n", "good\n", ""])
    stdin = SimpleNamespace(isatty=lambda: False, readline=lambda: next(lines))
    monkeypatch.setattr(sys, "stdin", stdin)
    code, out, err = run("chat", project)
    assert (code, out) == (0, "Because so.\n")
    assert err.startswith("rlhf-studio: ")


def test_each_refused_prompt_of_a_chat_is_told(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise InputError("prompt_empty")

    monkeypatch.setattr(sys.modules["studio.cli.chat"], "execute", refuse)
    lines = iter(["bad\n", "worse\n", ""])
    stdin = SimpleNamespace(isatty=lambda: False, readline=lambda: next(lines))
    monkeypatch.setattr(sys, "stdin", stdin)
    code, out, _ = run("chat", project, "--json")
    assert code == 2
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["failed", "failed"]


# Projects and files


def test_new_makes_the_sample_project(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("new", tmp_path / "p")
    assert code == 0
    assert (tmp_path / "p" / "studio.sqlite").is_file()
    prompts, demonstrations = (int(part.split()[-1]) for part in out.split(": ")[1].split(", "))
    assert prompts >= 300
    assert demonstrations >= 120


def test_new_empty(run: Run, tmp_path: Path) -> None:
    assert run("new", tmp_path / "p", "--empty")[1].endswith("prompts 0, demonstrations 0\n")


def test_new_leaves_an_existing_project_alone(run: Run, project: Path) -> None:
    before = (project / "studio.sqlite").read_bytes()
    code, _, err = run("new", project)
    assert code == 2
    assert len(err.splitlines()) == 2
    assert (project / "studio.sqlite").read_bytes() == before


def test_import_reports_row_by_row_and_keeps_the_good_ones(
    run: Run, project: Path, tmp_path: Path
) -> None:
    good = {"prompt": "Why is the sky blue?", "demonstration": "Air scatters blue light."}
    file = tmp_path / "rows.jsonl"
    file.write_text(f'{json.dumps(good)}\nnonsense\n{{"prompt": " "}}\n{json.dumps(good)}\n')
    code, out, err = run("import", project, file)
    assert code == 2
    assert [line.split(":")[0] for line in err.splitlines()] == [
        f"{file}, line 2",
        f"{file}, line 3",
    ]
    assert out == (
        f"{file}: prompts 1, demonstrations 1, comparisons 0, rows there already 1, "
        "rows that cannot be used 2\n"
    )


def test_import_of_a_missing_file(run: Run, project: Path, tmp_path: Path) -> None:
    code, _, err = run("import", project, tmp_path / "nothing.jsonl")
    assert code == 2
    assert len(err.splitlines()) == 2


def test_imported_labels_are_the_named_labelers(run: Run, project: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"prompt": "Why?", "demonstration": "Because."}))
    assert run("import", project, file, "--labeler", "Ada")[0] == 0
    assert run("export", project, tmp_path / "out.jsonl", "--what", "demonstrations")[0] == 0
    assert json.loads((tmp_path / "out.jsonl").read_text())["labeler"] == "Ada"


def test_what_is_exported_can_be_imported(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path / "a")
    run("new", tmp_path / "b", "--empty")
    code, out, _ = run("export", tmp_path / "a", tmp_path / "a.jsonl")
    assert (code, out) == (0, f"{tmp_path / 'a.jsonl'}: rows {rows(tmp_path / 'a.jsonl')}\n")
    assert run("import", tmp_path / "b", tmp_path / "a.jsonl")[0] == 0
    run("export", tmp_path / "b", tmp_path / "b.jsonl")
    first, second = (sorted((tmp_path / f"{name}.jsonl").read_text().splitlines()) for name in "ab")
    assert first == second


def test_import_takes_another_format_and_other_columns(
    run: Run, project: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table"
    table.write_text("question;answer\nWhy?;Because.\n")
    named = ("--column", "question=prompt", "--column", "answer=demonstration")
    code, out, _ = run("import", project, table, *named)
    assert (code, out.split(": ")[1].startswith("prompts 1, demonstrations 1")) == (0, True)
    tagged = tmp_path / "tagged"
    tagged.write_text('{"prompt": "Where?", "demonstration": "There."}')
    _, out, _ = run("import", project, tagged, "--column", "demonstration=")
    assert "prompts 1, demonstrations 0" in out
    both = tmp_path / "both"
    both.write_text('{"prompt": "Q", "completion": "A", "chosen": "B", "rejected": "C"}')
    _, out, _ = run("import", project, both, "--format", "trl-prompt-completion")
    assert "demonstrations 1, comparisons 0" in out
    _, out, _ = run("import", project, both, "--file-type", "txt")
    assert "prompts 1, demonstrations 0" in out


@pytest.mark.parametrize(
    "wrong", [("--format", "dpo"), ("--file-type", "xls"), ("--column", "question")]
)
def test_import_names_what_it_does_not_know(
    run: Run, project: Path, tmp_path: Path, wrong: tuple[str, str]
) -> None:
    (tmp_path / "rows").write_text("Why?")
    code, _, err = run("import", project, tmp_path / "rows", *wrong)
    assert code == 2
    assert wrong[1] in err
    assert "Traceback" not in err


def test_export_filters_and_writes_a_card(run: Run, project: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    ranked = {"prompt": "Q", "responses": ["x", "y"], "groups": [[1], [0]], "split": "reward"}
    lines = [
        {**ranked, "labeler": "Ada", "created_at": "2026-01-01"},
        {**ranked, "labeler": "A|da", "created_at": "2026-02-01"},
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    run("import", project, file)
    kind = ("--what", "preference", "--split", "reward")
    out = tmp_path / "pairs.jsonl"

    def pairs(*options: str) -> list[str]:
        assert run("export", project, out, *kind, *options)[0] == 0
        return [json.loads(line)["labeler"] for line in out.read_text().splitlines()]

    assert pairs() == ["Ada", "A|da"]
    assert pairs("--labeler", "Ada") == ["Ada"]
    assert pairs("--since", "2026-02-01") == ["A|da"]
    assert pairs("--before", "2026-02-01", "--card") == ["Ada"]
    card = (tmp_path / "README.md").read_text()
    assert "data_files: 'pairs.jsonl'" in card
    assert "- Rows: 1" in card
    assert "| Ada | 1 |" in card
    assert "- Only before: 2026-02-01" in card
    pairs("--card")
    assert "| A\\|da | 1 |" in (tmp_path / "README.md").read_text()


def test_a_card_leaves_another_readme_alone(run: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Mine")
    assert run("export", project, tmp_path / "a.jsonl", "--card")[0] == 0
    assert (tmp_path / "README.md").read_text() == "Mine"
    assert (tmp_path / "a.jsonl.README.md").is_file()


def rows(file: Path) -> int:
    return len(file.read_text().splitlines())


# The window


@pytest.fixture
def gui(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """A window that only notes what it was opened with, on a system that lacks nothing."""
    opened: list[Path | None] = []

    def run_app(folder: Path | None) -> int:
        opened.append(folder)
        return 0

    module = ModuleType("studio.gui.app")
    module.run_app = run_app  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "studio.gui.app", module)
    monkeypatch.setattr(display, "missing", lambda libraries: [])
    monkeypatch.setattr(display, "platforms", lambda: ["xcb"])
    monkeypatch.setattr(display, "reachable", lambda platform: True)
    return opened


def test_without_a_command_the_window_opens(run: Run, gui: list[Path | None]) -> None:
    assert run() == (0, "", "")
    assert run("--project", "here") == (0, "", "")
    assert gui == [None, Path("here")]


def test_the_option_project_is_for_the_window_only(run: Run, gui: list[Path | None]) -> None:
    assert run("--project", "here", "doctor")[0] == 2
    assert gui == []


@pytest.mark.skipif(not display.on_linux(), reason="elsewhere there is always a display")
@pytest.mark.parametrize(
    "displays", [{}, {"DISPLAY": ":987"}, {"WAYLAND_DISPLAY": "no-such-socket"}]
)
def test_without_a_display_one_line_names_the_two_ways_on(displays: dict[str, str]) -> None:
    if displays and display.missing(display.QT_LIBRARIES):
        pytest.skip("Qt's libraries are missing, which is told first")
    done = in_a_fresh_process("from studio.cli import main; main([])", **displays)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "rlhf-studio tour" in done.stderr
    assert "xvfb-run rlhf-studio" in done.stderr


@pytest.mark.skipif(not display.on_linux(), reason="only Linux leaves libraries out")
@pytest.mark.parametrize("lacking", ["libEGL.so.1", "libxcb-cursor.so.0"])
def test_a_missing_library_is_named_instead_of_an_abort(
    lacking: str, run: Run, gui: list[Path | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display, "missing", lambda names: [n for n in names if n == lacking])
    code, _, err = run()
    assert code == 2
    assert len(err.splitlines()) == 1
    assert lacking in err
    assert "rlhf-studio doctor" in err
    assert gui == []


def test_a_window_that_cannot_be_imported_points_to_the_doctor(
    run: Run, gui: list[Path | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "studio.gui.app", None)
    code, _, err = run()
    assert code == 2
    assert len(err.splitlines()) == 1
    assert "rlhf-studio doctor" in err


# The tour


@pytest.fixture
def tour(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A tour that notes what it is asked for, and does at once what `behave` says."""
    seen: list[Any] = []

    def run_tour(folder: Path, seed: int, emit: Emit, control: RunControl) -> dict[str, Any]:
        seen.append((folder, seed))
        emit(Started("sft", 1))
        emit(Finished(1, {"loss": 2.0}))
        return {"sft": {"loss": 2.0}, "reward": {"accuracy": float("nan")}}

    module = ModuleType("studio.tour")
    module.run_tour = run_tour  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "studio.tour", module)
    return seen


def test_the_last_line_of_the_tour_is_its_summary(
    run: Run, tour: list[Any], tmp_path: Path
) -> None:
    code, out, _ = run("tour", "--dir", tmp_path / "t", "--seed", 3, "--json")
    assert code == 0
    assert tour == [(tmp_path / "t", 3)]
    assert json.loads(out.splitlines()[-1]) == {
        "event": "summary",
        "sft": {"loss": 2.0},
        "reward": {"accuracy": None},
    }


def test_the_tour_ends_with_its_figures_and_the_way_to_open_it(
    run: Run, tour: list[Any], tmp_path: Path
) -> None:
    _, out, _ = run("tour", "--dir", tmp_path / "t")
    lines = out.splitlines()
    assert lines[0] == "sft finished: loss 2"
    assert lines[-1] == f"Open it with: rlhf-studio --project {tmp_path / 't'}"


def test_the_tour_makes_a_folder_of_its_own(run: Run, tour: list[Any]) -> None:
    run("tour")
    run("tour")
    (first, _), (second, _) = tour
    assert first != second
    assert not first.exists()
    for folder in (first, second):
        folder.parent.rmdir()


def test_a_failed_tour_is_told_once_with_the_jobs_exit_code(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_tour(folder: Path, seed: int, emit: Emit, control: RunControl) -> dict[str, Any]:
        emit(Failed("prompt_empty", exit_code=2))
        raise StudioError("prompt_empty")

    module = ModuleType("studio.tour")
    module.run_tour = run_tour  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "studio.tour", module)
    code, out, _ = run("tour", "--dir", tmp_path / "t", "--json")
    assert code == 2
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["failed"]
