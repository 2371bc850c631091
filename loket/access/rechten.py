"""The codes of the gebruikersrechten, by which rules and diensten name them. The catalogue itself is in `accounts`."""

HOOFD_LOKALE_BEHEERDER = "hoofd_lokale_beheerder"
LOKALE_BEHEERDER = "lokale_beheerder"
BEHEERDERS = frozenset({HOOFD_LOKALE_BEHEERDER, LOKALE_BEHEERDER})
DWSE_ORGANISATIEVERANTWOORDELIJKE = "dwse_organisatieverantwoordelijke"
DIMONA_MANDAATUITVOERDER = "dimona_mandaatuitvoerder"
SSM_MANDAATBEHEERDER = "ssm_mandaatbeheerder"
SSM_MANDAATUITVOERDER = "ssm_mandaatuitvoerder"
DOSSIERBEHANDELAAR = "dossierbehandelaar"
TOEPASSINGSBEHEERDER = "toepassingsbeheerder"
