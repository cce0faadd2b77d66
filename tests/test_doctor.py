"""Each check of the doctor: what it finds, whether that matters, and the remedy."""

from __future__ import annotations

import json
import os
import sys
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

import pytest

from studio import display, doctor
from studio.cli import main
from studio.doctor import Check
from studio.store.project import create_project

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    create_project(tmp_path / "project", sample=False).close()
    return tmp_path / "project"


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def lacking(names: list[str], monkeypatch: pytest.MonkeyPatch, *, root: bool = True) -> None:
    """Let these libraries be missing."""
    monkeypatch.setattr(doctor, "on_linux", lambda: True)
    monkeypatch.setattr(doctor, "missing", lambda libraries: [n for n in libraries if n in names])
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000, raising=False)


def with_free_space(free: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: Usage(2**40, 2**40, free))


def test_python_is_told_and_new_enough() -> None:
    check = doctor.python()
    assert check.status == "ok"
    assert ".".join(map(str, sys.version_info[:3])) in check.found


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.sys, "version_info", (3, 10, 4))
    assert doctor.python().status == "fail"
    assert doctor.python().remedy == "Install Python 3.11 or newer."


def test_torch_is_there() -> None:
    import torch

    assert doctor.torch() == Check("PyTorch", "ok", torch.__version__)


def test_without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    checks = {check.name: check for check in doctor.examine()}
    assert checks["PyTorch"].status == "fail"
    assert "pip install" in checks["PyTorch"].remedy
    assert "Disk" in checks  # the rest is checked all the same


def test_a_torch_whose_own_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise OSError("libtorch_cpu.so: cannot open shared object file")

    monkeypatch.setattr(doctor.importlib, "import_module", broken)
    check = doctor.torch()
    assert check.status == "fail"
    assert "libtorch_cpu.so" in check.found


def test_the_processor_and_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    gpu = SimpleNamespace(name="Accelerator 7", total_memory=8 * 2**30)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda index: gpu)
    found = doctor.device().found
    assert " processor cores" in found
    assert found.endswith("; Accelerator 7 with 8 GiB")


@pytest.mark.parametrize(("supported", "told"), [(True, "by the hardware"), (False, "float32")])
def test_bf16(supported: bool, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.lm import device

    monkeypatch.setattr(device, "bf16_supported", lambda where: supported)
    check = doctor.bf16()
    assert check.status == "ok"
    assert told in check.found


def test_the_embedded_model_is_read() -> None:
    check = doctor.embedded_model()
    assert check.status == "ok", check
    assert "M parameters" in check.found


def test_without_the_embedded_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "resource", lambda name: tmp_path / name)
    check = doctor.embedded_model()
    assert check.status == "fail"
    assert "pip install" in check.remedy


def test_all_libraries_there(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking([], monkeypatch)
    assert doctor.libraries() == Check("Qt libraries", "ok", "all there")


def test_missing_libraries_are_named_with_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(["libEGL.so.1", "libgthread-2.0.so.0", "libglib-2.0.so.0"], monkeypatch)
    check = doctor.libraries()
    assert check is not None
    assert check.status == "fail"
    assert check.found == "missing: libEGL.so.1, libglib-2.0.so.0, libgthread-2.0.so.0"
    assert check.remedy == "Run: apt-get install libegl1 libglib2.0-0"


def test_who_is_not_root_needs_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(["libEGL.so.1"], monkeypatch, root=False)
    check = doctor.libraries()
    assert check is not None
    assert check.remedy == "Run: sudo apt-get install libegl1"


@pytest.mark.parametrize(("shown", "status"), [("", "warn"), (":0", "fail")])
def test_the_libraries_of_x_matter_on_x(
    shown: str, status: str, no_display: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", shown)
    lacking(["libxcb-cursor.so.0", "libxkbcommon-x11.so.0"], monkeypatch)
    check = doctor.libraries()
    assert check is not None
    assert check.status == status
    assert check.remedy == "Run: apt-get install libxcb-cursor0 libxkbcommon-x11-0"


def test_qt_that_cannot_be_imported_for_want_of_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(["libEGL.so.1"], monkeypatch)
    monkeypatch.setattr(doctor, "has_display", lambda: True)
    monkeypatch.setitem(sys.modules, "PySide6", None)
    libraries, qt = doctor.qt()
    assert (libraries.status, qt.status) == ("fail", "fail")
    assert qt.remedy == ""  # the libraries' remedy is the one


def test_qt_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking([], monkeypatch)
    monkeypatch.setattr(doctor, "has_display", lambda: False)
    monkeypatch.setitem(sys.modules, "PySide6", None)
    _, shown, qt = doctor.qt()
    assert (shown.name, shown.status) == ("Display", "warn")
    assert qt.status == "fail"
    assert "pip install" in qt.remedy


@pytest.mark.skipif(not display.on_linux(), reason="elsewhere there is always a display")
def test_without_a_display_the_studio_still_works(no_display: None) -> None:
    checks = {check.name: check for check in doctor.qt()}
    assert checks["Display"].status == "warn"
    assert "rlhf-studio tour" in checks["Display"].remedy
    assert "xvfb-run rlhf-studio" in checks["Display"].remedy
    assert checks["Fonts"].name == "Fonts"  # seen in memory


def test_a_window_really_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    checks = list(doctor.window(shown=True))
    assert checks[0] == Check("Display", "ok", "a window opens on offscreen")


@pytest.mark.skipif(not display.on_linux(), reason="about Linux's displays")
def test_a_window_that_qt_refuses_is_told_in_qts_words(
    no_display: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")
    (check,) = doctor.window(shown=True)
    assert check.status == "fail"
    assert "no-such-platform" in check.found
    assert "\n" not in check.found


def test_a_window_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PROBE_SECONDS", 0.01)
    (check,) = doctor.window(shown=True)
    assert check == Check("Window", "fail", "no answer in 0.01 s")


def test_without_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PROBE", 'print(\'{"platform": "x", "fonts": 0}\')')
    _, fonts = doctor.window(shown=True)
    assert fonts.status == "fail"
    assert "apt-get install fonts-dejavu-core" in fonts.remedy


@pytest.mark.parametrize(
    ("free", "status"), [(50 * 2**30, "ok"), (2**30, "warn"), (100 * 2**20, "fail")]
)
def test_disk(free: int, status: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with_free_space(free, monkeypatch)
    check = doctor.disk(tmp_path)
    assert check.status == status
    assert bool(check.remedy) == (status != "ok")


def test_the_disk_of_a_folder_that_is_still_to_be_made(tmp_path: Path) -> None:
    assert str(tmp_path) in doctor.disk(tmp_path / "a" / "b").found


def test_a_sound_project(project: Path) -> None:
    check = doctor.store(project)
    assert check.status == "ok"
    assert str(project / "studio.sqlite") in check.found


def test_no_project(tmp_path: Path) -> None:
    check = doctor.store(tmp_path)
    assert check.status == "fail"
    assert check.remedy == f"Run: rlhf-studio new {tmp_path}"


def test_a_damaged_project_names_its_newest_backup(project: Path) -> None:
    (project / "studio.sqlite").write_bytes(b"damaged" * 1000)
    (project / "backups").mkdir()
    for day in ("01", "02"):
        (project / "backups" / f"studio-2026-01-{day}-120000-schema-0001.sqlite").touch()
    check = doctor.store(project)
    assert check.status == "fail"
    assert "2026-01-02" in check.remedy


def test_a_damaged_project_without_a_backup(project: Path) -> None:
    (project / "studio.sqlite").write_bytes(b"damaged" * 1000)
    assert doctor.store(project).remedy == "Put a copy of it back."


@pytest.mark.parametrize(("status", "code"), [("ok", 0), ("warn", 0), ("fail", 1)])
def test_the_exit_code_says_whether_the_studio_can_be_used(
    status: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checks = [Check("One", status, "found", "Do this."), Check("Two", "ok", "fine")]
    monkeypatch.setattr(doctor, "examine", lambda project: iter(checks))
    with pytest.raises(SystemExit) as exit_:
        main(["doctor"])
    assert exit_.value.code == code
    assert capsys.readouterr().out.splitlines() == [
        f"{status:5} One: found",
        "      Do this.",
        "ok    Two: fine",
    ]


def test_json_has_a_check_a_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["doctor", str(project), "--json"])
    checks = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"Python", "PyTorch", "Devices", "bfloat16", "Disk", "Project"} <= {
        check["name"] for check in checks
    }
    for check in checks:
        assert set(check) == {"name", "status", "found", "remedy"}
        assert check["status"] in ("ok", "warn", "fail")
