"""The calculation of collectief maatwerk: pure functions over plain values, one file per step.

Nothing here knows Django, a database or the clock. Which numbers depend on the law stands in `waarden.py`.
"""
