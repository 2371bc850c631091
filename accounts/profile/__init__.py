"""Mijn profiel: what somebody is told about the own werkrelaties and rights."""
