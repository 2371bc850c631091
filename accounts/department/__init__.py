"""What the department does: organisations, their first beheerder, and the catalogue of rights."""
