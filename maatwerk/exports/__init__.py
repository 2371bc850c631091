"""What can be taken along: "Exporteer vanuit het loket", "Exporteer voorschot", "Exporteer WOP"."""
