"""Deliveries: what the department gets as files, results of calculations as well as what they start from.

Built on the general large files (`loket/bulk/large/`): checked first, with a report per row; stored in chunks after
somebody confirmed. `soorten.py` names the kinds, `cellen.py` reads cells, `parquet.py` the second format. Results come
in two files: the calculations with their totals, and then their lines, which must add up to those totals.
"""
