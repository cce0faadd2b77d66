"""The studio beside Hugging Face TRL and transformers, on the same weights and the same ids.

    python -m tests.benchmarks.peers [--work FOLDER] [--repeat 5] [--quick]

builds the peers' environments from PyPI (see `environments`), runs every measurement several times,
the studio and the peer by turns, each in a process of its own, and prints a Markdown table. Run it
on a machine that does nothing else.
"""
