"""Renders a chat template, in a process of its own: a script for `chat_template`, not a module.

A template comes with a model from anywhere, and is a program: Jinja's sandbox keeps it from
Python's insides, the limits of the process from using up time and memory. The request is JSON on
standard input: `template`, `conversations`, `variables`, and the limits `characters`, `seconds`,
`megabytes`. The answer is JSON on standard output: `texts`, one a conversation, or `refused`
(unsafe, damaged or endless) with a `reason`.
"""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

from jinja2 import nodes
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

OTHER_FILES = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, except that it says at once what Jinja would let pass as empty text."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> NoReturn:
        raise SecurityError(f"{type(obj).__name__}.{attribute}")


def render(request: dict[str, Any]) -> list[str]:
    """A text for each conversation, as `transformers` renders it.

    But for the time of day, which it gives to templates: the same prompt must always be the same.
    """
    sandbox = Sandbox(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])
    sandbox.filters["tojson"] = to_json
    sandbox.globals["raise_exception"] = refuse
    parsed = sandbox.parse(request["template"])
    for kind in OTHER_FILES:
        if parsed.find(kind) is not None:
            raise SecurityError(kind.__name__.lower())
    template = sandbox.from_string(request["template"])
    texts = []
    for conversation in request["conversations"]:
        text = ""
        for piece in template.stream(**request["variables"], **conversation):
            text += piece
            if len(text) > request["characters"]:
                raise MemoryError
        texts.append(text)
    return texts


def to_json(value: Any, indent: int | None = None) -> str:
    """Not Jinja's own filter, which writes for web pages."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def refuse(message: str) -> NoReturn:
    raise TemplateError(message)


def limit(seconds: int, megabytes: int) -> None:
    """Let the system end this process where it takes too much. Windows has no such limits."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # Not everywhere may a process bound its memory (macOS).
    try:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    except (OSError, ValueError):
        return


def main() -> None:
    request = json.load(sys.stdin)
    limit(request["seconds"], request["megabytes"])
    try:
        answer: dict[str, Any] = {"texts": render(request)}
    except SecurityError as error:
        answer = {"refused": "unsafe", "reason": str(error)}
    except MemoryError:
        answer = {"refused": "endless", "reason": "memory"}
    except Exception as error:  # a template can raise whatever Python can
        answer = {"refused": "damaged", "reason": f"{type(error).__name__}: {error}"[:300]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
