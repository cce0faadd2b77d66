"""A chat template frames a prompt; one that is more than a text with holes is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.errors import ModelError
from studio.lm import chat_template
from studio.lm.chat_template import PLAIN_TEMPLATE, TextFrame, read_frame

CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] "
    "+ '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
# As Qwen3 does it: a response without thoughts says that there were none.
THINKING = (
    "{%- for message in messages -%}"
    "<|{{ message.role }}|>{{ message.content.split('</think>')[-1].lstrip('\n') }}<|end|>"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}<|assistant|>"
    "{%- if enable_thinking is defined and enable_thinking is false -%}"
    "{{ '<think>\n\n</think>\n\n' }}"
    "{%- endif -%}{%- endif -%}"
)


def test_a_template_is_read_as_what_stands_around_prompt_and_response() -> None:
    assert read_frame(CHATML, {}) == TextFrame(
        before="<|im_start|>user\n",
        between="<|im_end|>\n<|im_start|>assistant\n",
        after="<|im_end|>\n",
    )


def test_a_response_begins_after_the_thoughts_that_it_does_without() -> None:
    frame = read_frame(THINKING, {})
    assert frame.between == "<|end|><|assistant|><think>\n\n</think>\n\n"
    assert frame.after == "<|end|>"


def test_the_plain_template_ends_a_response_and_leaves_a_line_before_it() -> None:
    frame = read_frame(
        "{{ bos_token }}" + PLAIN_TEMPLATE, {"eos_token": "</s>", "bos_token": "<s>"}
    )
    assert frame == TextFrame("<s>", "\n\n", "</s>")


def test_what_templates_of_the_hub_use_is_there() -> None:
    template = (
        "{%- set ns = namespace(found=false) -%}{%- if strftime_now is defined -%}now{%- endif -%}"
        "{%- for message in messages -%}{%- if ns.found -%}{%- continue -%}{%- endif -%}"
        "{{ message.role | tojson }}: {{ message['content'] | trim }};"
        "{%- if message.role == 'nobody' -%}{%- set ns.found = true -%}{%- endif -%}"
        "{%- endfor -%}"
    )
    assert read_frame(template, {}).before == '"user": '


UNSAFE = {
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "one attribute": "{{ ''.__class__ }}",
    "an item": "{{ ''['__class__'] }}",
    "a filter": "{{ '' | attr('__class__') }}",
    "globals": "{{ raise_exception.__globals__ }}",
    "a function's code": "{{ cycler.__init__.__globals__.os.system('touch /tmp/ran') }}",
    "a format": "{{ '{0.__class__}'.format(messages) }}",
    "a change": "{{ messages.append(1) }}",
    "an import": "{% import 'os' as os %}",
    "an import from": "{% from 'os' import system %}",
    "another file": "{% include '/etc/passwd' %}",
    "a parent": "{% extends '/etc/passwd' %}",
    "in a branch not taken": "{% if false %}{% include '/etc/passwd' %}{% endif %}",
}
ENDLESS = {
    "loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "a power": "{{ 9 ** (9 ** 9) }}",
    "much text": "{% for a in range(99999) %}{{ 'much text, ' * 100 }}{% endfor %}",
    "a long text": "{{ 'a' * 10 ** 11 }}",
    "a wide text": "{{ '%99999999999d' % 1 }}",
    "doubling": "{% set ns = namespace(t='ab') %}{% for a in range(60) %}"
    "{% set ns.t = ns.t ~ ns.t %}{% endfor %}",
}
DAMAGED = {
    "half a block": "{% for message in messages %}",
    "no filter": "{{ messages | frog }}",
    "an exception": "{{ raise_exception('Only system messages, please') }}",
    "a division": "{{ 1 / 0 }}",
    "itself": "{% macro frog() %}{{ frog() }}{% endmacro %}{{ frog() }}",
    "deep": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "nothing there": "{{ frog.moon.star }}",
}
DROPS = {
    "nothing": ("", 0),
    "no content": ("{{ messages[0].role }}", 0),
    "twice": ("{{ messages[0].content }}{{ messages[0].content }}", 2),
    "another case": ("{{ messages[0].content | upper }}", 0),
    "no response": ("{{ messages[0].content }}", 0),
}


@pytest.mark.parametrize("template", UNSAFE.values(), ids=UNSAFE)
def test_a_template_that_tries_more_than_text_is_refused(template: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_frame(CHATML + template, {})
    assert caught.value.code == "chat_template_unsafe"


@pytest.mark.parametrize("template", ENDLESS.values(), ids=ENDLESS)
def test_an_endless_template_is_refused(template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_template, "SECONDS", 1)
    with pytest.raises(ModelError) as caught:
        read_frame(CHATML + template, {})
    assert caught.value.code == "chat_template_endless"
    assert caught.value.details == {"seconds": 1, "megabytes": chat_template.MEGABYTES}


@pytest.mark.parametrize("template", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_template_is_refused(template: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_frame(CHATML + template, {})
    assert caught.value.code == "chat_template_damaged"
    assert caught.value.details["reason"]


@pytest.mark.parametrize(("template", "times"), DROPS.values(), ids=DROPS)
def test_a_template_that_does_not_show_a_message_once_is_refused(template: str, times: int) -> None:
    with pytest.raises(ModelError) as caught:
        read_frame(template, {})
    assert caught.value.code == "chat_template_drops"
    assert caught.value.details == {"times": times}


def test_where_the_system_knows_no_limits_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_template, "SECONDS", 1000)
    monkeypatch.setattr(chat_template, "PATIENCE", 0.5)
    with pytest.raises(ModelError) as caught:
        read_frame(CHATML + ENDLESS["loops"], {})
    assert caught.value.code == "chat_template_endless"


def test_a_module_beside_the_model_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text(f"open({str(tmp_path / 'it ran')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    read_frame(CHATML, {})
    assert not (tmp_path / "it ran").exists()
