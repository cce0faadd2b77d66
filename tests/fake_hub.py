"""A Hugging Face Hub on this computer, mostly with one model, which can be made to misbehave."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import torch

from studio.lm import download
from studio.lm.checkpoint import save_model
from studio.lm.gguf_model import save_gguf
from studio.lm.lora import adapters_of, add_adapters
from studio.lm.peft_format import peft_adapter
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer

ID, COMMIT = "frogs/tiny-moon", "5e" * 20
FILES, TUNED = "frogs/files", "toads/tuned"
SMALL, LARGE = "Frog-Q8_0.gguf", "Frog-F16.gguf"
KEY = "hf_secret"
MORE = {"pytorch_model.bin": b"\x80pickle", "modeling.py": b"boom()", "README.md": b"#"}


class FakeHub:
    """Serves the files of a folder as `ID`. Its attributes say how it misbehaves."""

    def __init__(self, folder: Path) -> None:
        self.files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
        self.files |= MORE
        self.others: dict[str, dict[str, bytes]] = {}  # id -> files
        self.asked: list[tuple[str, dict[str, str]]] = []  # paths, headers
        self.statuses: dict[str, tuple[int, str]] = {}  # what a path contains -> answer, code
        self.lies: dict[str, dict[str, Any]] = {}  # name -> what the list of files says of it
        self.more: list[dict[str, Any]] = []  # files in the list that are no files
        self.answer: bytes | None = None  # in place of the list
        self.break_after: list[int] = []  # bytes after which each further file is cut off
        self.ranges = True
        self.spoil = False  # other bytes than were told of
        self.too_many = b""  # sent behind each file
        self.hold = threading.Event()  # while it is not set, nothing follows the first bytes
        self.hold.set()
        self.held = threading.Event()  # somebody waits for that
        self.elsewhere = ""  # where files are sent on to
        self.commit = COMMIT
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def keep(self, id: str, folder: Path) -> None:
        """Have another model, with the files of a folder."""
        self.others[id] = {one.name: one.read_bytes() for one in folder.iterdir()}

    def listing(self, files: dict[str, bytes]) -> bytes:
        if self.answer is not None:
            return self.answer
        told = [self._entry(name, content) for name, content in files.items()]
        return json.dumps({"id": ID, "sha": self.commit, "siblings": told + self.more}).encode()

    def files_at(self, path: str) -> dict[str, bytes] | None:
        """The files of the model that a path is about."""
        for id, files in {ID: self.files, **self.others}.items():
            if f"/{id}/" in path:
                return files
        return None

    def _entry(self, name: str, content: bytes) -> dict[str, Any]:
        git = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
        entry: dict[str, Any] = {"rfilename": name, "size": len(content), "blobId": git}
        if name.endswith((".safetensors", ".gguf")):
            sha = hashlib.sha256(content).hexdigest()
            entry["lfs"] = {"sha256": sha, "size": len(content), "pointerSize": 134}
        for key, value in self.lies.get(name, {}).items():
            if key in entry.get("lfs", {}):
                entry["lfs"][key] = value
            entry[key] = value
        return entry


@contextmanager
def fake_hub(folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """The Hub of the program for a test, with the model in `folder`; its cache is below `home`."""
    monkeypatch.setenv("RLHF_STUDIO_HOME", str(home))
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE", "http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(download, "PAUSE", 0.0)
    with serving(FakeHub(folder)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        yield hub


@contextmanager
def stocked_hub(
    folder: Path, model: Transformer, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FakeHub]:
    """A Hub with `model` as `ID`, two GGUF files of it as `FILES`, and an adapter as `TUNED`.

    `model` is adapted then.
    """
    save_model(folder / "saved", model, tokenizer)
    (folder / "files").mkdir()
    save_gguf(folder / "files" / LARGE, model, tokenizer, "f16")
    save_gguf(folder / "files" / SMALL, model, tokenizer, "q8_0")
    add_adapters(model, 2, 4, "attention", torch.Generator().manual_seed(0))
    for part in adapters_of(model).values():
        torch.nn.init.normal_(part.lora_B, generator=torch.Generator().manual_seed(1))
    save_model(folder / "run", model, tokenizer, adapter=peft_adapter(model, ID))
    with fake_hub(folder / "saved", folder / "home", monkeypatch) as hub:
        hub.keep(FILES, folder / "files")
        hub.keep(TUNED, folder / "run" / "adapter")
        yield hub


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    thread = threading.Thread(target=hub.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        hub.hold.set()
        hub.server.shutdown()
        hub.server.server_close()
        thread.join()


def handler(hub: FakeHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            for part, (status, code) in hub.statuses.items():
                if part in self.path:
                    return self._say(status, b"{}", {"X-Error-Code": code} if code else {})
            if (files := hub.files_at(self.path)) is None:
                return self._say(401, b"{}", {"X-Error-Code": "RepoNotFound"})
            if self.path.startswith("/api/models/"):
                return self._say(200, hub.listing(files), {"Content-Type": "application/json"})
            if hub.elsewhere and "resolve" in self.path:
                return self._say(302, b"", {"Location": hub.elsewhere + self.path})
            return self._send_file(files[self.path.rpartition("/")[2]])

        def _send_file(self, content: bytes) -> None:
            if hub.spoil:
                content = bytes(byte ^ 1 for byte in content)
            found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            begin = int(found.group(1)) if found and hub.ranges else 0
            rest = content[begin:] + hub.too_many
            self.send_response(206 if begin else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            most = hub.break_after.pop(0) if hub.break_after else len(rest)
            if not hub.hold.is_set():
                first = 0 if begin else 10
                self.wfile.write(rest[:first])
                rest, most = rest[first:], max(most - first, 0)
                hub.held.set()
                hub.hold.wait()
            self.wfile.write(rest[:most])
            self.close_connection = True

        def _say(self, status: int, content: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # whoever asked has gone

        def log_message(self, format: str, *given: Any) -> None:
            """Nothing."""

    return Handler
