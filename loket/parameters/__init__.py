"""Dated parameters: every amount, threshold and window that depends on the law, with its period, source and status."""
