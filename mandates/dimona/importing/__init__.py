"""Files of the register of Dimona mandates: checked as a whole, then applied, in chunks; of any length."""
