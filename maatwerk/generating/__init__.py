"""Made-up enterprises with the history of their subsidy: for the demo, the tests and the benchmark.

`careers.py` makes people with WOPs and wages, `history.py` lets the real engine calculate every quarter, settlement
and advance, `storing.py` puts all of it in the database. The same seed and day give the same data.
"""
