"""llama.cpp's greedy answers, in a process of its own, through xllamacpp: a script, not a module.

Reads JSON on standard input: `path` of a GGUF file, `prompts`, each with `ids` and `text`, and
`tokens`. Writes JSON on standard output: for each prompt its answer to the ids and, by the chat
template in the file, to the text.
"""

from __future__ import annotations

import json
import os
import sys

import xllamacpp


def main() -> None:
    request = json.load(sys.stdin)
    out = os.dup(1)
    os.dup2(2, 1)  # what llama.cpp prints is no answer
    parameters = xllamacpp.CommonParams()
    parameters.model.path = request["path"]
    parameters.n_ctx, parameters.n_parallel = 512, 1
    parameters.cpuparams.n_threads = 1
    parameters.warmup = False
    server = xllamacpp.Server(parameters)
    usual = {"max_tokens": request["tokens"], "temperature": 0.0, "cache_prompt": False}
    answers = []
    for prompt in request["prompts"]:
        told = server.handle_completions({"prompt": prompt["ids"], **usual})
        messages = [{"role": "user", "content": prompt["text"]}]
        chat = server.handle_chat_completions({"messages": messages, **usual})
        answers.append(
            {"ids": told["choices"][0]["text"], "chat": chat["choices"][0]["message"]["content"]}
        )
    with os.fdopen(out, "w") as written:
        json.dump(answers, written)
        written.flush()
        os._exit(0)  # the server's threads would wait


if __name__ == "__main__":
    main()
