"""Benchmarks on the embedded servers. They print ratios to a bare view, because seconds say little of another machine.

`python -m bench` runs all, `python -m bench pages` or `start` one of them; exit code 1 when a target is missed.
"""
