"""Bulk files: a spreadsheet read by a list of columns. What the rows mean is up to the room that asks.

`columns` says what may stand where, `reading` makes rows and findings of a file, `rejected` gives rows back with what
is wrong, `sealing` keeps rows unreadable in the database until they are dropped.
"""
