"""Asking more of a filed aanvraag, and the answer: a draft that goes through the steps again.

| question | module |
|---|---|
| the moves, and until when an answer can come | `bewegingen` |
| how does the answer begin? | `beginnen` |
| how does it come into the aanvraag, and what becomes of what was declared before? | `bezorgen` |
| what differs between versions? | `versies` |
"""
