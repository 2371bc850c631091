"""SSM mandates from a file: checked as a whole, then started through the services of single entry.

Source of the fields: FOD Financiën, "Mandaten in bulk".
"""
