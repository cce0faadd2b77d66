"""What counts as a display, and which system libraries a window needs."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from studio import display
from studio.errors import InputError

pytestmark = pytest.mark.skipif(not display.on_linux(), reason="only Linux is looked at")

ALL_LIBRARIES = display.QT_LIBRARIES | display.XCB_LIBRARIES


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, []),
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["wayland"]),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["xcb", "wayland"]),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, ["offscreen"]),
        ({"QT_QPA_PLATFORM": "wayland;xcb:nativegl"}, ["wayland", "xcb"]),
    ],
)
def test_the_platforms_that_qt_tries(
    environment: dict[str, str], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert display.platforms() == expected


def test_memory_is_always_reachable() -> None:
    assert display.reachable("offscreen")


def test_an_x_display_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":987")
    assert not display.has_display()


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_an_x_display_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        monkeypatch.setenv("DISPLAY", f":{server.stdout.readline().strip()}")
        assert display.has_display()
    finally:
        server.terminate()
        server.communicate()


def test_a_wayland_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    monkeypatch.setenv("XDG_RUNTIME_DIR", ".")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert not display.has_display()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("wayland-7")
        server.listen()
        assert display.has_display()


def test_a_library_that_no_system_has() -> None:
    assert display.missing(["libc.so.6", "libnothing-of-the-kind.so.9"]) == [
        "libnothing-of-the-kind.so.9"
    ]


def lacking(*names: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "missing", lambda libraries: [n for n in libraries if n in names])


def test_without_an_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(monkeypatch=monkeypatch)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display.obstacle() is None


def test_no_display_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking("libGL.so.1", "libxcb-cursor.so.0", monkeypatch=monkeypatch)
    obstacle = display.obstacle()
    assert obstacle is not None
    assert obstacle.code == "no_display"


def test_qts_own_libraries_come_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without X11's library no display can be asked."""
    monkeypatch.setenv("DISPLAY", ":987")
    lacking("libGL.so.1", "libxcb-cursor.so.0", monkeypatch=monkeypatch)
    obstacle = display.obstacle()
    assert isinstance(obstacle, InputError)
    assert (obstacle.code, obstacle.details) == ("qt_libraries", {"names": "libGL.so.1"})


def test_a_display_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":987")
    lacking("libxcb-cursor.so.0", monkeypatch=monkeypatch)
    obstacle = display.obstacle()
    assert obstacle is not None
    assert obstacle.code == "no_display"


@pytest.mark.parametrize(
    ("answering", "code"), [(["xcb"], "qt_libraries"), (["xcb", "wayland"], None)]
)
def test_the_libraries_of_x_matter_only_where_nothing_else_can_draw(
    answering: list[str], code: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking("libxcb-cursor.so.0", monkeypatch=monkeypatch)
    monkeypatch.setattr(display, "platforms", lambda: ["xcb", "wayland"])
    monkeypatch.setattr(display, "reachable", lambda platform: platform in answering)
    obstacle = display.obstacle()
    assert (obstacle and obstacle.code) == code


@pytest.mark.skipif(shutil.which("readelf") is None, reason="needs binutils")
@pytest.mark.parametrize(
    ("file", "listed"),
    [
        ("lib/libQt6Core.so.6", display.QT_LIBRARIES),
        ("lib/libQt6DBus.so.6", display.QT_LIBRARIES),
        ("lib/libQt6Gui.so.6", display.QT_LIBRARIES),
        ("lib/libQt6Widgets.so.6", display.QT_LIBRARIES),
        ("plugins/platforms/libqoffscreen.so", display.QT_LIBRARIES),
        ("lib/libQt6XcbQpa.so.6", ALL_LIBRARIES),
        ("plugins/platforms/libqxcb.so", ALL_LIBRARIES),
    ],
)
def test_every_library_that_qt_needs_is_listed(file: str, listed: dict[str, str]) -> None:
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / "Qt" / file
    told = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True)
    needed = re.findall(r"NEEDED.*\[(.+)\]", told.stdout)
    brought = re.compile(r"lib(Qt6\w+|icu\w+|c|m|stdc\+\+|gcc_s|dl|pthread|rt)\.so|ld-linux")
    assert needed
    assert [name for name in needed if name not in listed and not brought.match(name)] == []


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="needs Debian")
@pytest.mark.parametrize("library", sorted(ALL_LIBRARIES))
def test_the_debian_package_of_a_library(library: str) -> None:
    found = subprocess.run(["dpkg", "-S", f"*/{library}"], capture_output=True, text=True)
    if found.returncode:
        pytest.skip("not installed here")
    packages = {line.split(":")[0].removesuffix("t64") for line in found.stdout.splitlines()}
    assert ALL_LIBRARIES[library] in packages
