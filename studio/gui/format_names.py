"""What the window calls types of files, formats and kinds of exports."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from studio.store.formats.exporting import EXPORTS
from studio.store.formats.registry import FORMATS

translate = QCoreApplication.translate


def file_type_name(name: str) -> str:
    return {
        "jsonl": translate("FormatNames", "JSON lines"),
        "txt": translate("FormatNames", "Text, a prompt a line"),
        "json": "JSON",
        "csv": "CSV",
        "parquet": "Parquet",
    }[name]


def format_name(name: str) -> str:
    return {
        "studio": "RLHF Studio",
        "trl-prompt": translate("FormatNames", "TRL: prompts"),
        "trl-prompt-completion": translate("FormatNames", "TRL: prompt and completion"),
        "trl-preference": translate("FormatNames", "TRL: preference"),
        "trl-unpaired": translate("FormatNames", "TRL: unpaired preference"),
        "prompt-answers": translate("FormatNames", "Prompts with several answers"),
        "prompt-answer-rows": translate("FormatNames", "Prompts with an answer a row"),
        "anthropic-hh": "Anthropic HH",
        "llmbar": "LLMBar",
        "openai-messages": translate("FormatNames", "OpenAI: messages"),
        "openai-preference": translate("FormatNames", "OpenAI: preference"),
        "sharegpt": "ShareGPT",
        "alpaca": "Alpaca",
        "open-assistant-trees": translate("FormatNames", "Open-Assistant: trees"),
        "open-assistant-messages": translate("FormatNames", "Open-Assistant: messages"),
        "argilla": "Argilla",
        "label-studio": "Label Studio",
    }[name]


def formats_by_name() -> list[str]:
    """The studio's own format, then the others by what they are called."""
    others = [name for name in FORMATS if name != "studio"]
    return ["studio", *sorted(others, key=lambda name: format_name(name).casefold())]


def export_words(what: str) -> tuple[str, str]:
    """What a kind of export is called, and what it is for in a sentence."""
    assert what in EXPORTS
    return {
        "all": (
            translate("FormatNames", "Everything"),
            translate("FormatNames", "Another project imports it without loss."),
        ),
        "prompts": (
            translate("FormatNames", "Prompts"),
            translate("FormatNames", "Each with what it is used for."),
        ),
        "demonstrations": (
            translate("FormatNames", "Demonstrations"),
            translate("FormatNames", "Prompts with the answers that people wrote."),
        ),
        "comparisons": (
            translate("FormatNames", "Comparisons"),
            translate("FormatNames", "Rankings as they were made, with ties and the shown order."),
        ),
        "prompt-completion": (
            translate("FormatNames", "TRL: prompt and completion"),
            translate("FormatNames", "Demonstrations, for TRL's SFT."),
        ),
        "preference": (
            translate("FormatNames", "TRL: preference, explicit prompt"),
            translate("FormatNames", "Pairs from rankings, for TRL's DPO and reward models."),
        ),
        "preference-implicit": (
            translate("FormatNames", "TRL: preference, implicit prompt"),
            translate("FormatNames", "Pairs from rankings; each answer begins with its prompt."),
        ),
        "unpaired": (
            translate("FormatNames", "TRL: unpaired preference"),
            translate("FormatNames", "The best and the worst of each ranking, for TRL's KTO."),
        ),
    }[what]
