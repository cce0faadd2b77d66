"""Whether Qt can open a window here. Imports no Qt: where something is missing, Qt would abort.

Only Linux needs this. Elsewhere the system always brings a display and Qt's libraries.
The libraries are those that the wheels of PySide6 6.11 name as needed (`readelf -d`), each with
the Debian package that holds it.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Iterable

from studio.errors import InputError

# What importing QtWidgets needs, even to draw into memory (the platform `offscreen`).
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

# What a window on an X display needs besides (the platform `xcb`).
XCB_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def on_linux() -> bool:
    return sys.platform.startswith("linux")


def missing(libraries: Iterable[str]) -> list[str]:
    """The libraries among these that the system cannot load."""
    return [name for name in libraries if not _loads(name)]


def platforms() -> list[str]:
    """Qt's platform plugins that it would try here, in no order; empty without a display.

    `QT_QPA_PLATFORM` names them outright; otherwise Qt tries the displays that it is told of.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen:
        return [name.partition(":")[0] for name in chosen.split(";")]
    named = {"DISPLAY": "xcb", "WAYLAND_DISPLAY": "wayland"}
    return [platform for variable, platform in named.items() if os.environ.get(variable)]


def reachable(platform: str) -> bool:
    """Whether the display that this platform plugin draws on answers."""
    if platform == "xcb":
        return _x_answers()
    if platform.startswith("wayland"):
        return _wayland_answers()
    return True  # offscreen, vnc, eglfs: Qt makes its own


def has_display() -> bool:
    return not on_linux() or any(reachable(platform) for platform in platforms())


def obstacle() -> InputError | None:
    """Why a window cannot open here, or None when Qt will find all it needs."""
    if not on_linux():
        return None
    if not platforms():
        return InputError("no_display")
    if lacking := missing(QT_LIBRARIES):  # among them X11's, without which no display answers
        return InputError("qt_libraries", names=", ".join(lacking))
    usable = [platform for platform in platforms() if reachable(platform)]
    if not usable:
        return InputError("no_display")
    if usable == ["xcb"] and (lacking := missing(XCB_LIBRARIES)):
        return InputError("qt_libraries", names=", ".join(lacking))
    return None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x_answers() -> bool:
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return False
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if display:
        x11.XCloseDisplay(display)
    return bool(display)


def _wayland_answers() -> bool:
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    path = os.path.join(folder, os.environ.get("WAYLAND_DISPLAY") or "wayland-0")
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(path)
        except OSError:
            return False
    return True
