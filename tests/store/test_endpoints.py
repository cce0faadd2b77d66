"""The endpoints of a project: what is kept, what is refused, and what a key can never get into."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from studio.endpoints import Endpoint, check_endpoint, host_of, is_exposed, is_local, origin_of
from studio.errors import InputError
from studio.store.endpoints import find_endpoint, list_endpoints, remove_endpoint, save_endpoint
from studio.store.engine import Store
from studio.store.settings import put_setting

ONE = Endpoint("vLLM", "http://localhost:8000/v1", "llama")


def test_endpoints_are_kept_in_the_order_of_their_names(store: Store) -> None:
    save_endpoint(store, ONE)
    save_endpoint(store, replace(ONE, name="another  one ", base_url=" https://a.example/v1/ "))
    assert [one.name for one in list_endpoints(store)] == ["another one", "vLLM"]
    assert find_endpoint(store, "another one").base_url == "https://a.example/v1"
    changed = save_endpoint(store, replace(ONE, model="qwen", time_limit=7), "vLLM")
    assert find_endpoint(store, "vLLM") == changed == replace(ONE, model="qwen", time_limit=7)
    remove_endpoint(store, "another one")
    assert list_endpoints(store) == [changed]


def test_no_two_endpoints_have_one_name(store: Store) -> None:
    save_endpoint(store, ONE)
    with pytest.raises(InputError, match="endpoint_name_taken"):
        save_endpoint(store, ONE)
    with pytest.raises(InputError, match="endpoint_unknown"):
        find_endpoint(store, "vllm")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "endpoint_name"),
        ({"name": "x" * 61}, "endpoint_name"),
        ({"model": ""}, "endpoint_model"),
        ({"base_url": "ftp://models.example"}, "endpoint_url"),
        ({"base_url": "file:///etc/passwd"}, "endpoint_url"),
        ({"base_url": "models.example/v1"}, "endpoint_url"),
        ({"base_url": "http://"}, "endpoint_url"),
        ({"base_url": "http://a b/v1"}, "endpoint_url"),
        ({"base_url": "http://a.example:99999/v1"}, "endpoint_url"),
        ({"base_url": "http://a.example\\@b.example/v1"}, "endpoint_url_secret"),
        ({"base_url": "https://me:secret@a.example/v1"}, "endpoint_url_secret"),
        ({"base_url": "https://a.example/v1?key=secret"}, "endpoint_url_secret"),
        ({"base_url": "https://a.example/v1#secret"}, "endpoint_url_secret"),
        ({"temperature": 2.5}, "option_range"),
        ({"max_tokens": 0}, "option_range"),
        ({"kind": "images"}, "option_choice"),
    ],
)
def test_what_is_no_endpoint_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as told:
        check_endpoint(replace(ONE, **change))
    assert told.value.code == code
    assert "secret" not in str(told.value.details)


@pytest.mark.parametrize("kept", [{"endpoints": 3}, {"endpoints": [3, {"name": "x"}]}, {}])
def test_what_somebody_tampered_with_is_left_out(store: Store, kept: dict[str, Any]) -> None:
    put_setting(store, "endpoints", kept)
    assert list_endpoints(store) == []


@pytest.mark.parametrize(
    ("url", "local", "exposed"),
    [
        ("http://localhost:1234/v1", True, False),
        ("http://127.8.0.1/v1", True, False),
        ("http://[::1]:80/v1", True, False),
        ("http://192.168.0.7:8000/v1", False, True),
        ("http://localhost.example/v1", False, True),
        ("https://localhost.example/v1", False, False),
    ],
)
def test_plain_http_is_fine_on_this_computer_only(url: str, local: bool, exposed: bool) -> None:
    assert (is_local(url), is_exposed(url)) == (local, exposed)


def test_a_place_is_scheme_host_and_port() -> None:
    assert host_of("https://A.example:443/v1") == "a.example"
    assert host_of("http://[::1]:8000/v1") == "[::1]:8000"
    assert origin_of("https://a.example/v1") == origin_of("https://a.example:443/v2")
    assert origin_of("http://a.example/v1") == "http://a.example"
