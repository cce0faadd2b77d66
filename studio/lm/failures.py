"""What libraries raise over a model's files, as the errors that the program explains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import ModelError, StudioError
from studio.lm.tokenizer import Tokenizer

TRIAL = "A frog's 1st leap, für 🐸\n\n  and <|more|>"


@contextmanager
def memory_failures(path: Path) -> Iterator[None]:
    """Raise `ModelError` where there is too little memory."""
    try:
        yield
    except MemoryError:
        raise ModelError("model_too_large", path=str(path)) from None
    except RuntimeError as error:  # torch's own kind
        if "allocate memory" not in str(error):
            raise
        raise ModelError("model_too_large", path=str(path)) from None


@contextmanager
def tokenizer_failures(path: Path) -> Iterator[None]:
    """Raise `ModelError` for whatever the library `tokenizers` raises over a file that lies.

    Some of it panics in Rust, which is no `Exception` in Python.
    """
    try:
        yield
    except (StudioError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        reason = f"{type(error).__name__}: {error}"
        raise ModelError("tokenizer_damaged", path=str(path), reason=reason) from None


def try_out(tokenizer: Tokenizer) -> Tokenizer:
    """Encode and decode once what any person may type, so that a lie comes out at once."""
    tokenizer.decode(tokenizer.encode_prompt(TRIAL))
    tokenizer.encode_response(TRIAL)
    return tokenizer
