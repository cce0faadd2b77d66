"""The command that talks to a checkpoint."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from studio.cli.options import options_of
from studio.cli.running import (
    checkpoint_option,
    execute,
    exit_code,
    find_checkpoint,
    folder_argument,
    follow,
    json_option,
    new_console,
    opened,
)
from studio.config import SamplingOptions
from studio.errors import InputError
from studio.jobs.requests import Chat


@click.command()
@folder_argument
@checkpoint_option("checkpoint", "the newest policy")
@click.option("--prompt", metavar="TEXT", help="Answer this one and end.")
@options_of(SamplingOptions)
@json_option
def chat(
    folder: Path,
    checkpoint: str | None,
    prompt: str | None,
    options: SamplingOptions,
    as_json: bool,
) -> None:
    """Answer prompts by a checkpoint of DIR, word by word.

    Without --prompt, each line of standard input is one; Ctrl+C stops an answer.
    """
    from studio.store.runs import latest_checkpoint

    console = new_console(as_json)
    with opened(folder) as project:
        newest = latest_checkpoint(project.store, "base", "sft", "ppo")
        policy = find_checkpoint(project.store, checkpoint) if checkpoint else newest
        if policy is None:
            raise InputError("checkpoint_unknown", name="policy", known="")
        for text in _lines() if prompt is None else [prompt]:
            request = Chat(text, (policy.id,), options)
            follow(console, partial(execute, project, request))
    sys.exit(exit_code(console))


def _lines() -> Iterator[str]:
    """The prompts of standard input; a person sees a mark where to type."""
    asks = sys.stdin.isatty()
    while True:
        try:
            line = input("> ") if asks else sys.stdin.readline()
        except EOFError:
            return
        if not asks and not line:
            return
        if line.strip():
            yield line.strip()
