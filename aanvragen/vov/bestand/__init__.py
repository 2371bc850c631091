"""Many terugbetalingsaanvragen in one file: each row becomes the aanvraag that the form would make of it.

| question | module |
|---|---|
| which columns, and how is a cell read? | `columns` (by the fields of the form) |
| what is wrong with a row? | `judging` (by the rules of the form) |
| how does it come into the tables? | `storing` |
| what is declared to the general mechanism? | `kind` |
"""
