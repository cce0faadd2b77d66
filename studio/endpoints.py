"""An OpenAI-compatible endpoint that a person has entered: where it is and how it is asked.

It never holds the key (see `remote.keys`), so it can be kept in a project and be exported.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, urlsplit

from studio.config import choice, option, validate
from studio.errors import InputError

MAX_NAME_CHARACTERS = 60
MAX_MODEL_CHARACTERS = 200
MAX_URL_CHARACTERS = 500
KINDS = ("chat", "completions")
_USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Endpoint:
    """`base_url` ends before `/chat/completions`: https://api.openai.com/v1, for instance."""

    name: str
    base_url: str
    model: str
    kind: str = choice("chat", *KINDS)  # what it is asked for: messages, or a text to go on with
    temperature: float = option(0.7, 0.0, 2.0)
    max_tokens: int = option(256, 1, 32_768)
    time_limit: int = option(120, 1, 3600)  # seconds that one answer may take


def check_endpoint(endpoint: Endpoint) -> Endpoint:
    """The endpoint as it is kept. Raises `InputError` for what cannot be used.

    An address that holds a password or a query is refused without being repeated: either may be
    a secret.
    """
    name = " ".join(endpoint.name.split())
    model = endpoint.model.strip()
    if not 0 < len(name) <= MAX_NAME_CHARACTERS or not name.isprintable():
        raise InputError("endpoint_name", limit=MAX_NAME_CHARACTERS)
    if not 0 < len(model) <= MAX_MODEL_CHARACTERS or not model.isprintable():
        raise InputError("endpoint_model", limit=MAX_MODEL_CHARACTERS)
    base_url = check_url(endpoint.base_url)
    return validate(replace(endpoint, name=name, model=model, base_url=base_url))


def check_url(text: str) -> str:
    """The address without its last slashes. Raises `InputError` for anything but http(s)."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise InputError("endpoint_url") from error
    if parts.username is not None or parts.password is not None or "?" in text or "#" in text:
        raise InputError("endpoint_url_secret")
    usable = (
        parts.scheme in _USUAL_PORTS
        and parts.hostname
        and port != 0
        and len(text) <= MAX_URL_CHARACTERS
        and text.isascii()
        and text.isprintable()
        and " " not in text
        and "\\" not in text
    )
    if not usable:
        raise InputError("endpoint_url")
    return text.rstrip("/")


def host_of(base_url: str) -> str:
    """Host, and port where it is not the usual one: what a person is shown."""
    parts = urlsplit(base_url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    return host if _port(parts) == _USUAL_PORTS[parts.scheme] else f"{host}:{_port(parts)}"


def origin_of(base_url: str) -> str:
    """Scheme, host and port: a key is kept for these, and sent nowhere else."""
    return f"{urlsplit(base_url).scheme}://{host_of(base_url)}"


def is_local(base_url: str) -> bool:
    """Whether what is sent stays on this computer."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_exposed(base_url: str) -> bool:
    """Whether prompts and the key go through a network where others can read them."""
    return urlsplit(base_url).scheme == "http" and not is_local(base_url)


def key_variable(base_url: str) -> str:
    """The environment variable that holds the key for an endpoint.

    It is named after where the key goes, and differently for every such place, so that no
    project can have another variable, or a key meant for another place, sent to itself.
    """
    kind = "RLHF_STUDIO_KEY" if urlsplit(base_url).scheme == "https" else "RLHF_STUDIO_HTTP_KEY"
    letters = {".": "_", "-": "__", ":": "___", "[": "", "]": ""}
    host = "".join(letters.get(letter, letter) for letter in host_of(base_url))
    return f"{kind}_{host.upper()}"


def _port(parts: SplitResult) -> int:
    return parts.port or _USUAL_PORTS[parts.scheme]
