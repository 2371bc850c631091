"""Gebruikersbeheer: the screens with which a beheerder runs the own organisation."""
