"""People and rights from a spreadsheet: checked as a whole, then applied through the services of single entry."""
