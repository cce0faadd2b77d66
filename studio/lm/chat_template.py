"""Chat templates: what a model was taught to read around a prompt and after a response.

A template is rendered once, when a model is loaded, about a prompt and a response that stand for
all others; what it writes around them frames every real one.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.errors import ModelError

WORKER = Path(__file__).with_name("template_worker.py")
SECONDS = 2  # of work; honest templates take thousandths
PATIENCE = 60  # seconds of waiting, on a machine that is busy or knows no limit of work
MEGABYTES = 512
CHARACTERS = 1_000_000
# Texts that no template contains; letters, so that a change of case shows.
PROMPT, RESPONSE = "Prompt\ue000text", "Response\ue001text"

# For models without a template: a prompt, an empty line, a response, the end.
PLAIN_TEMPLATE = (
    "{% for message in messages %}{{ message.content | trim }}"
    "{% if message.role == 'user' %}{{ '\\n\\n' }}{% else %}{{ eos_token }}{% endif %}"
    "{% endfor %}"
)


@dataclass(frozen=True)
class TextFrame:
    """What stands before a prompt, between it and its response, and after the response."""

    before: str
    between: str
    after: str


def read_frame(template: str, variables: Mapping[str, str]) -> TextFrame:
    """Find out how a template frames any prompt and response.

    `variables` are what it may name, such as `eos_token`. Raises `ModelError` for a template that
    is damaged, tries more than text, does not end, or does not show prompt and response once.
    """
    prompt = {"role": "user", "content": PROMPT}
    response = {"role": "assistant", "content": RESPONSE}
    # A response is what the labeler sees: no thoughts before it, where a model can do without.
    asked = {"messages": [prompt], "add_generation_prompt": True, "enable_thinking": False}
    answered = {"messages": [prompt, response], "add_generation_prompt": False}
    request = {
        "template": template,
        "conversations": [asked, answered],
        "variables": dict(variables),
        "characters": CHARACTERS,
        "seconds": SECONDS,
        "megabytes": MEGABYTES,
    }
    question, conversation = _render(request)
    before, between = _split(question, PROMPT)
    _, after = _split(conversation, RESPONSE)
    return TextFrame(before, between, after)


def _render(request: Mapping[str, object]) -> list[str]:
    try:
        done = subprocess.run(
            # -P: the folder of the script is no place to import from
            [sys.executable, "-P", str(WORKER)],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=PATIENCE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        raise ModelError("chat_template_endless", seconds=SECONDS, megabytes=MEGABYTES) from None
    if done.returncode in _killed():
        raise ModelError("chat_template_endless", seconds=SECONDS, megabytes=MEGABYTES)
    if done.returncode:
        raise ModelError(
            "chat_template_damaged", reason=done.stderr.decode(errors="replace")[-300:]
        )
    answer = json.loads(done.stdout)
    match answer.get("refused"):
        case "unsafe":
            raise ModelError("chat_template_unsafe", reason=answer["reason"])
        case "endless":
            raise ModelError("chat_template_endless", seconds=SECONDS, megabytes=MEGABYTES)
        case "damaged":
            raise ModelError("chat_template_damaged", reason=answer["reason"])
    texts: list[str] = answer["texts"]
    return texts


def _killed() -> set[int]:
    """How a process ends that the system stops at its limits."""
    names = ("SIGXCPU", "SIGKILL")
    return {-getattr(signal, name) for name in names if hasattr(signal, name)}


def _split(text: str, mark: str) -> tuple[str, str]:
    if text.count(mark) != 1:
        raise ModelError("chat_template_drops", times=text.count(mark))
    before, _, after = text.partition(mark)
    return before, after
