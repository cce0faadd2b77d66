"""What `rlhf-studio doctor` checks, and the remedy for each thing that is missing."""

from __future__ import annotations

import importlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.config import resource
from studio.display import QT_LIBRARIES, XCB_LIBRARIES, has_display, missing, on_linux, platforms
from studio.errors import StudioError
from studio.wording import error_texts

PYTHON_NEEDED = (3, 11)
DISK_TIGHT = 2 * 2**30  # bytes; a project with a few runs of the embedded model takes less
DISK_FULL = 200 * 2**20
PROBE_SECONDS = 60

# Opens an application as the window does, in a process of its own: where Qt cannot, it aborts.
PROBE = """
import json
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication
app = QApplication([])
print(json.dumps({"platform": app.platformName(), "fonts": len(QFontDatabase.families())}))
"""


@dataclass(frozen=True)
class Check:
    """One thing that was checked. `status` is ok, warn (the studio works without) or fail."""

    name: str
    status: str
    found: str
    remedy: str = ""


def examine(project: Path | None = None) -> Iterator[Check]:
    """All checks, one after the other as they are done; those of a project only if given."""
    yield python()
    torch_check = torch()
    yield torch_check
    if torch_check.status == "ok":
        yield device()
        yield bf16()
        yield embedded_model()
    yield from qt()
    yield disk(project or Path.cwd())
    if project is not None:
        yield store(project)


def python() -> Check:
    found = f"{platform.python_version()} in {sys.prefix}"
    if sys.version_info[:2] >= PYTHON_NEEDED:
        return Check("Python", "ok", found)
    needed = ".".join(map(str, PYTHON_NEEDED))
    return Check("Python", "fail", found, f"Install Python {needed} or newer.")


def torch() -> Check:
    version, problem = _import("torch")
    if problem:
        return Check("PyTorch", "fail", problem, "Run: pip install --force-reinstall torch")
    return Check("PyTorch", "ok", version)


def device() -> Check:
    import torch

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found = f"{cores} processor cores"
    for index in range(torch.cuda.device_count()):
        gpu = torch.cuda.get_device_properties(index)
        found += f"; {gpu.name} with {gpu.total_memory / 2**30:.0f} GiB"
    return Check("Devices", "ok", found)


def bf16() -> Check:
    from studio.lm.device import best_device, bf16_supported

    where = best_device()
    if bf16_supported(where):
        return Check("bfloat16", "ok", f"computed by the hardware ({where.type})")
    return Check("bfloat16", "ok", f"not in this hardware ({where.type}); float32 is used")


def embedded_model() -> Check:
    from studio.lm.checkpoint import load_model

    began = time.perf_counter()
    try:
        model, _ = load_model(resource("base_model"))
    except StudioError as error:
        remedy = "Run: pip install --force-reinstall --no-deps rlhf-studio"
        return Check("Embedded model", "fail", error_texts(error)[0], remedy)
    millions = model.parameter_count() / 1e6
    seconds = time.perf_counter() - began
    return Check("Embedded model", "ok", f"{millions:.1f} M parameters, read in {seconds:.1f} s")


def qt() -> Iterator[Check]:
    """Qt's system libraries, Qt itself, the display, the fonts."""
    libraries_check = libraries()
    if libraries_check is not None:
        yield libraries_check
    shown = has_display()
    if not shown:
        remedy = "Use `rlhf-studio tour`, or a virtual display: xvfb-run rlhf-studio"
        yield Check("Display", "warn", "none that answers", remedy)
    version, problem = _import("PySide6", "PySide6.QtWidgets")
    if problem:
        remedy = "Run: pip install --force-reinstall PySide6-Essentials"
        lacks_library = libraries_check is not None and libraries_check.status == "fail"
        yield Check("Qt", "fail", problem, "" if lacks_library else remedy)
        return
    yield Check("Qt", "ok", version)
    yield from window(shown)


def libraries() -> Check | None:
    """The system libraries by name. Only Linux leaves them to be installed."""
    if not on_linux():
        return None
    lacking = missing(QT_LIBRARIES)
    lacking_xcb = missing(XCB_LIBRARIES)
    if not lacking + lacking_xcb:
        return Check("Qt libraries", "ok", "all there")
    needed_now = bool(lacking) or "xcb" in platforms()
    packages = sorted({(QT_LIBRARIES | XCB_LIBRARIES)[name] for name in lacking + lacking_xcb})
    return Check(
        "Qt libraries",
        "fail" if needed_now else "warn",
        f"missing: {', '.join(lacking + lacking_xcb)}",
        f"Run: {'' if _is_root() else 'sudo '}apt-get install {' '.join(packages)}",
    )


def window(shown: bool) -> Iterator[Check]:
    """Open an application on the display, or in memory where there is none."""
    environment = dict(os.environ)
    if not shown:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    try:
        probe = subprocess.run(
            [sys.executable, "-c", PROBE],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
        )
        told = json.loads(probe.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        said = [] if isinstance(error, subprocess.TimeoutExpired) else probe.stderr.split("\n\n")
        reason = " ".join(said[0].split()) if said else f"no answer in {PROBE_SECONDS} s"
        yield Check("Window", "fail", reason or f"Qt ended with code {probe.returncode}")
        return
    if shown:
        yield Check("Display", "ok", f"a window opens on {told['platform']}")
    if told["fonts"]:
        yield Check("Fonts", "ok", f"{told['fonts']} families")
    else:
        remedy = f"Run: {'' if _is_root() else 'sudo '}apt-get install fonts-dejavu-core"
        yield Check("Fonts", "fail", "none, so no text would be seen", remedy)


def disk(folder: Path) -> Check:
    """The free space where the project is, or is going to be."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    found = f"{free / 2**30:.1f} GiB free at {folder.absolute()}"
    if free >= DISK_TIGHT:
        return Check("Disk", "ok", found)
    status = "warn" if free >= DISK_FULL else "fail"
    return Check("Disk", status, found, "Free some space; each checkpoint needs its own.")


def store(project: Path) -> Check:
    """The project's database, read without changing it."""
    from studio.store.health import findings
    from studio.store.project import STORE_NAME

    path = project / STORE_NAME
    if not path.is_file():
        remedy = f"Run: rlhf-studio new {project}"
        return Check("Project", "fail", f"no project in {project}", remedy)
    found = findings(path)
    if found:
        backups = sorted((project / "backups").glob("*"))
        remedy = f"Put a copy of it back{f', such as {backups[-1]}' if backups else ''}."
        return Check("Project", "fail", "; ".join(found), remedy)
    return Check("Project", "ok", f"{path} is sound, {path.stat().st_size / 2**20:.1f} MiB")


def _import(package: str, module: str = "") -> tuple[str, str]:
    """(version, "") of a package that can be imported, else ("", the reason)."""
    try:
        importlib.import_module(module or package)
        return str(importlib.import_module(package).__version__), ""
    except (ImportError, OSError) as error:
        return "", f"cannot be imported: {error}"


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
