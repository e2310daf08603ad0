"""What Rundown costs on this machine, measured as a user would run it.

``python -m dashboard.bench`` (``make bench``) writes ``build/bench.json`` and prints a table. Each
part is a module with ``measure() -> list[Figure]``; a part that cannot be measured here says why
in a figure of its own and stops no other.
"""
