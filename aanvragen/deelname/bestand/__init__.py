"""Attendance of many trainees in one file: each row is a line that the form would make of it.

| question | module |
|---|---|
| which columns, and how is a cell read? | `columns` |
| what is wrong with a row, and how is it stored? | `work` (by the rules of the form) |
| what is declared to the general mechanism? | `kind` |
"""
