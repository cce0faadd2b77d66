"""The English words for what can go wrong with answers from elsewhere: endpoints, and by hand.

As in `wording`, which holds the others.
"""

from __future__ import annotations

from studio.translatable import QT_TRANSLATE_NOOP

# code -> (what is wrong, what to do)
REMOTE_ERRORS: dict[str, tuple[str, str]] = {
    "endpoint_name": (
        QT_TRANSLATE_NOOP("errors", "An endpoint needs a name of 1 to {limit} characters."),
        QT_TRANSLATE_NOOP("errors", "Give it a short name by which you know it."),
    ),
    "endpoint_name_taken": (
        QT_TRANSLATE_NOOP("errors", "There is an endpoint named {name} already."),
        QT_TRANSLATE_NOOP("errors", "Choose another name, or change that one."),
    ),
    "endpoint_model": (
        QT_TRANSLATE_NOOP("errors", "An endpoint needs a model's name, up to {limit} characters."),
        QT_TRANSLATE_NOOP("errors", "Enter the model's name as the endpoint lists it."),
    ),
    "endpoint_url": (
        QT_TRANSLATE_NOOP("errors", "This is not the address of an endpoint."),
        QT_TRANSLATE_NOOP(
            "errors", "Enter one that begins with http:// or https://, and mostly ends with /v1."
        ),
    ),
    "endpoint_url_secret": (
        QT_TRANSLATE_NOOP(
            "errors", "The address must not hold a user's name, a password, a query or a fragment."
        ),
        QT_TRANSLATE_NOOP(
            "errors", "Leave that out, and enter the key in its own field, which keeps it secret."
        ),
    ),
    "endpoint_unknown": (
        QT_TRANSLATE_NOOP("errors", "There is no endpoint {name}."),
        QT_TRANSLATE_NOOP("errors", "The project has: {known}."),
    ),
    "endpoint_key": (
        QT_TRANSLATE_NOOP("errors", "This key cannot be sent."),
        QT_TRANSLATE_NOOP(
            "errors", "Copy it once more: letters, digits and signs on one line, without spaces."
        ),
    ),
    "endpoint_no_keyring": (
        QT_TRANSLATE_NOOP("errors", "This computer has no keyring that could keep the key."),
        QT_TRANSLATE_NOOP(
            "errors",
            "Put the key in the environment variable {variable}, or install the package keyring.",
        ),
    ),
    "endpoint_key_not_kept": (
        QT_TRANSLATE_NOOP("errors", "The system's keyring did not take the key."),
        QT_TRANSLATE_NOOP(
            "errors",
            "Unlock it and try again, or put the key in the environment variable {variable}.",
        ),
    ),
    "endpoint_key_stays": (
        QT_TRANSLATE_NOOP("errors", "The system's keyring did not remove the key."),
        QT_TRANSLATE_NOOP(
            "errors",
            "Unlock it and try again, or remove the entry RLHF Studio in the system's own program "
            "for passwords.",
        ),
    ),
    "endpoint_key_refused": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} does not accept the key (status {status})."),
        QT_TRANSLATE_NOOP(
            "errors",
            "Enter the key again in Settings, or put it in the environment variable {variable}.",
        ),
    ),
    "endpoint_unreachable": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} cannot be reached: {reason}"),
        QT_TRANSLATE_NOOP(
            "errors", "Check the address, that the server runs, and the network; then try again."
        ),
    ),
    "endpoint_redirect": (
        QT_TRANSLATE_NOOP(
            "errors", "{endpoint} points elsewhere (status {status}), which is not followed: {to}"
        ),
        QT_TRANSLATE_NOOP("errors", "If you trust that address, enter it as the endpoint's."),
    ),
    "endpoint_not_found": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} knows no such address or model: {url}, {model}"),
        QT_TRANSLATE_NOOP(
            "errors", "Check the address, which mostly ends with /v1, and the model's name."
        ),
    ),
    "endpoint_busy": (
        QT_TRANSLATE_NOOP(
            "errors", "{endpoint} takes no more requests for now (it asks for {seconds} s)."
        ),
        QT_TRANSLATE_NOOP(
            "errors", "Try again later, or look at the limits of your account there."
        ),
    ),
    "endpoint_broken": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} fails again and again (status {status})."),
        QT_TRANSLATE_NOOP("errors", "Try again later, or look at the server's own log."),
    ),
    "endpoint_status": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} refuses the request (status {status}): {told}"),
        QT_TRANSLATE_NOOP("errors", "Check the model's name and the endpoint's other settings."),
    ),
    "endpoint_told": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} broke off with an error: {told}"),
        QT_TRANSLATE_NOOP("errors", "Try again later, or look at the server's own log."),
    ),
    "endpoint_slow": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} took longer than {seconds} s."),
        QT_TRANSLATE_NOOP(
            "errors", "Try again, give it more time, or ask it for fewer tokens an answer."
        ),
    ),
    "endpoint_cut_off": (
        QT_TRANSLATE_NOOP(
            "errors", "The connection to {endpoint} broke off before an answer's end."
        ),
        QT_TRANSLATE_NOOP("errors", "Try again; half an answer is never kept."),
    ),
    "endpoint_content": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} sent something else than answers: {found}"),
        QT_TRANSLATE_NOOP(
            "errors", "Check that the address is that of an OpenAI-compatible endpoint."
        ),
    ),
    "endpoint_json": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} sent an answer that cannot be read."),
        QT_TRANSLATE_NOOP(
            "errors", "Check that the address is that of an OpenAI-compatible endpoint."
        ),
    ),
    "endpoint_too_long": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} sent more than an answer can hold."),
        QT_TRANSLATE_NOOP("errors", "Check that it heeds the limit of tokens."),
    ),
    "response_empty": (
        QT_TRANSLATE_NOOP("errors", "An answer needs some text."),
        QT_TRANSLATE_NOOP("errors", "Type or paste one."),
    ),
    "response_twice": (
        QT_TRANSLATE_NOOP("errors", "One of these answers says the same already."),
        QT_TRANSLATE_NOOP("errors", "Write one that differs in its words."),
    ),
    "responses_full": (
        QT_TRANSLATE_NOOP("errors", "No more than {most} answers can be compared."),
        QT_TRANSLATE_NOOP("errors", "Compare these first."),
    ),
    "response_not_by_hand": (
        QT_TRANSLATE_NOOP("errors", "This answer was not added by hand, or is gone already."),
        QT_TRANSLATE_NOOP("errors", "Leave it as it is."),
    ),
    "responses_ranked": (
        QT_TRANSLATE_NOOP(
            "errors", "These answers have been compared already, so they stay as they are."
        ),
        QT_TRANSLATE_NOOP("errors", "Add an answer to a comparison that nobody has submitted."),
    ),
}

REMOTE_NOTICES: dict[str, str] = {
    "endpoint_exposed": QT_TRANSLATE_NOOP(
        "errors",
        "{endpoint} is asked over plain http: whoever is on the way can read prompts, answers and "
        "the key.",
    ),
    "endpoint_usage": QT_TRANSLATE_NOOP(
        "errors",
        "{endpoint}: {answers} answers, {prompt_tokens} tokens read and {completion_tokens} "
        "written, as it counts them.",
    ),
    "endpoint_cost": QT_TRANSLATE_NOOP("errors", "{endpoint} reports a cost of {cost}."),
}
