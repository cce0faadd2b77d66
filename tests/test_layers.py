"""Who may import whom. Every import of every file is read, also those inside functions."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import studio

PACKAGE = Path(studio.__file__).parent
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "resources" not in path.parts)
MAX_LINES = 400

# Layer -> the layers of the program it may import besides itself. A layer is a name right below
# `studio`; `jobs` is split, since its lower half is also used by the store and by training.
WORDS = {
    *(
        "wording",
        "store_texts",
        "format_texts",
        "model_texts",
        "notice_texts",
        "option_texts",
        "metric_texts",
    ),
    "remote_texts",
    "translatable",
}
BASE = {"version", "errors", "config"}
EVENTS = {"jobs.events", "jobs.control", "jobs.requests"}
CORE = BASE | EVENTS | {"store", "lm", "training", "ranking", "likeness", "endpoints", "remote"}
ALLOWED: dict[str, set[str]] = {
    "version": set(),
    "errors": set(),
    "config": {"errors"},
    "ranking": set(),
    "intervals": set(),
    "agreement": {"intervals"},
    "labeler_habits": {"agreement", "intervals", "pairing"},
    "throughput": set(),
    "text_changes": set(),
    "likeness": set(),
    "endpoints": {"errors", "config"},
    "jobs.events": set(),
    "jobs.control": set(),
    "jobs.requests": {"config"},
    "store": BASE | {"jobs.control", "labeler_habits", "throughput", "likeness", "endpoints"},
    "remote": BASE | {"store", "endpoints"},
    "lm": BASE | EVENTS,
    "training": BASE | EVENTS | {"lm", "store"},
    "jobs": CORE,
}
STANDARD_ONLY = (
    "errors",
    "ranking",
    "intervals",
    "throughput",
    "text_changes",
    "likeness",
    "jobs.events",
    "jobs.control",
)
OUTSIDE = {  # package -> the layers that may import it
    "PySide6": {"gui"},
    "shiboken6": {"gui"},
    "pyqtgraph": {"gui"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "torch": {"lm", "training", "jobs", "doctor"},
    "tokenizers": {"lm"},
    "jinja2": {"lm"},
    "safetensors": {"lm"},
    "gguf": {"lm"},
    "pyarrow": {"store"},
    "httpx2": {"remote"},
    "keyring": {"remote"},
}
FORBIDDEN = {"pickle", "marshal", "shelve", "dill", "transformers", "requests", "urllib.request"}


@dataclass(frozen=True)
class Import:
    """One imported module; `top` when it is loaded together with the file."""

    path: Path
    line: int
    module: str
    top: bool

    def __str__(self) -> str:
        return f"{self.path.relative_to(PACKAGE.parent)}:{self.line} imports {self.module}"


def imports_of(path: Path) -> Iterator[Import]:
    """Those for type checkers only (`if TYPE_CHECKING`) count like those inside functions."""

    def walk(node: ast.AST, top: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            inner = top and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
                inner = False
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(path, child.lineno, alias.name, top)
            elif isinstance(child, ast.ImportFrom):
                source = child.module
                assert source is not None, f"{path}:{child.lineno} imports relatively"
                for alias in child.names:
                    name = f"{source}.{alias.name}"
                    is_file = source.startswith("studio") and is_module(name)
                    yield Import(path, child.lineno, name if is_file else source, top)
            yield from walk(child, inner)

    yield from walk(ast.parse(path.read_text("utf-8")), True)


def is_module(name: str) -> bool:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def layer(module: str) -> str:
    """`studio.gui.screens.rank` is of the layer `gui`; `studio` itself only has the version."""
    parts = module.split(".")[1:]
    if not parts:
        return "version"
    lower_jobs = parts[0] == "jobs" and f"jobs.{parts[-1]}" in EVENTS
    return f"jobs.{parts[-1]}" if lower_jobs else parts[0]


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


IMPORTS = [found for path in FILES for found in imports_of(path)]
OWN = [found for found in IMPORTS if found.module.split(".")[0] == "studio"]


def test_the_walk_sees_the_whole_program() -> None:
    assert len(FILES) > 80
    assert len(OWN) > 300
    assert any(not found.top for found in OWN)
    assert {layer(module_of(path)) for path in FILES} >= {*ALLOWED, "gui", "cli"}


def test_layers_import_only_what_is_below_them() -> None:
    wrong = []
    for found in OWN:
        here, there = layer(module_of(found.path)), layer(found.module)
        if here in ALLOWED and there != here and there not in ALLOWED[here]:
            wrong.append(str(found))
    assert wrong == []


def test_nothing_imports_the_command_line_or_the_window() -> None:
    """But the command line, which opens the window, and the entry `python -m studio`."""
    wrong = [
        str(found)
        for found in OWN
        if (
            layer(found.module) == "cli" and layer(module_of(found.path)) not in {"cli", "__main__"}
        )
        or (layer(found.module) == "gui" and layer(module_of(found.path)) not in {"cli", "gui"})
    ]
    assert wrong == []


def test_the_core_words_nothing() -> None:
    core = set(ALLOWED) - {"version"}
    wrong = [
        str(found)
        for found in OWN
        if layer(found.module) in WORDS and layer(module_of(found.path)) in core
    ]
    assert wrong == []


def test_packages_from_elsewhere_stay_in_their_layers() -> None:
    wrong = []
    for found in IMPORTS:
        root = found.module.split(".")[0]
        if root in OUTSIDE and layer(module_of(found.path)) not in OUTSIDE[root]:
            wrong.append(str(found))
        if root in FORBIDDEN or found.module in FORBIDDEN:
            wrong.append(str(found))
    assert wrong == []


@pytest.mark.parametrize("name", STANDARD_ONLY)
def test_the_lowest_layers_need_the_standard_library_only(name: str) -> None:
    path = PACKAGE.joinpath(*name.split(".")).with_suffix(".py")
    roots = {found.module.split(".")[0] for found in imports_of(path)}
    assert roots <= sys.stdlib_module_names


def test_one_file_of_training_reads_the_store() -> None:
    readers = {
        found.path.name
        for found in OWN
        if layer(module_of(found.path)) == "training" and layer(found.module) == "store"
    }
    assert readers == {"data.py"}


def test_only_models_and_training_load_torch_at_once() -> None:
    wrong = [
        str(found)
        for found in IMPORTS
        if found.top
        and found.module.split(".")[0] == "torch"
        and layer(module_of(found.path)) not in {"lm", "training"}
    ]
    assert wrong == []


def test_screens_know_neither_each_other_nor_training() -> None:
    wrong = []
    for found in OWN:
        here = module_of(found.path)
        if here.startswith("studio.gui.screens."):
            other = found.module.startswith("studio.gui.screens.")
            if other and found.module not in {here, "studio.gui.screens.base"}:
                wrong.append(str(found))
        if layer(here) == "gui" and layer(found.module) == "training":
            wrong.append(str(found))
    assert wrong == []


def test_files_are_short() -> None:
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert [f"{path}: {count}" for path, count in lines.items() if count > MAX_LINES] == []


def test_nothing_sleeps_nor_loads_pickles() -> None:
    """Waiting is for events; weights are safetensors."""
    calls = [
        (path, node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]
    sleeps = re.compile(r"(.*\.)?(sleep|msleep|usleep|processEvents)|torch\.(load|save)")
    wrong = [
        f"{path}:{call.lineno}" for path, call in calls if sleeps.fullmatch(ast.unparse(call.func))
    ]
    assert wrong == []


def loaded_by(statement: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after a statement."""
    script = f"import sys; {statement}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


HEAVY = {"torch", "PySide6", "pyqtgraph", "tokenizers", "safetensors", "numpy"}


@pytest.mark.parametrize(
    "module",
    [
        "studio.store.project",
        "studio.store.labels",
        "studio.store.formats.importing",
        "studio.ranking",
        "studio.jobs.requests",
        "studio.cli",
        "studio.wording",
    ],
)
def test_it_loads_neither_torch_nor_qt(module: str) -> None:
    assert not loaded_by(f"import {module}") & HEAVY


@pytest.mark.parametrize("module", ["studio.jobs.events", "studio.jobs.control", "studio.ranking"])
def test_it_loads_nothing_but_the_standard_library(module: str) -> None:
    before = loaded_by("import studio")
    assert loaded_by(f"import {module}") - before <= sys.stdlib_module_names


def test_the_window_loads_without_torch() -> None:
    assert "torch" not in loaded_by("import studio.gui.main_window")


def test_a_store_opens_without_its_migrations() -> None:
    """Alembic is slow to load, and an up-to-date store does not need it."""
    assert "alembic" not in loaded_by("import studio.store.project")
