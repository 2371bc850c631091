"""The files of an extract, as the "Cookbook KBO Open Data" (R018.00, FOD Economie) describes them.

CSV with commas and quoted text, UTF-8; every value is read as text, so that leading zeros stay.
"""

from dataclasses import dataclass

META = "meta"
CODE = "code"
META_COLUMNS = ("Variable", "Value")


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of file: its columns, and the key by which an update deletes rows of it."""

    name: str
    columns: tuple[str, ...]
    key: str = ""


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout(CODE, ("Category", "Code", "Language", "Description")),
        Layout(
            "enterprise",
            (
                "EnterpriseNumber",
                "Status",
                "JuridicalSituation",
                "TypeOfEnterprise",
                "JuridicalForm",
                "JuridicalFormCAC",
                "StartDate",
            ),
            "EnterpriseNumber",
        ),
        Layout("establishment", ("EstablishmentNumber", "StartDate", "EnterpriseNumber"), "EstablishmentNumber"),
        Layout("denomination", ("EntityNumber", "Language", "TypeOfDenomination", "Denomination"), "EntityNumber"),
        Layout(
            "address",
            (
                "EntityNumber",
                "TypeOfAddress",
                "CountryNL",
                "CountryFR",
                "Zipcode",
                "MunicipalityNL",
                "MunicipalityFR",
                "StreetNL",
                "StreetFR",
                "HouseNumber",
                "Box",
                "ExtraAddressInfo",
                "DateStrikingOff",
            ),
            "EntityNumber",
        ),
    )
}
# In the order in which they are loaded: a name or an address belongs to an entity that must be known by then.
ENTITY_FILES = ("enterprise", "establishment", "denomination", "address")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an extract: its name without `.csv`, the kind of rows, and the columns that its header names."""

    file: str
    layout: Layout
    columns: tuple[str, ...]


def parts_of(is_update: bool) -> list[Part]:
    """The files that an extract must have, beside meta.csv. An update brings code.csv whole, like a full set."""
    parts = [Part(CODE, LAYOUTS[CODE], LAYOUTS[CODE].columns)]
    for name in ENTITY_FILES:
        layout = LAYOUTS[name]
        if is_update:
            parts.append(Part(f"{name}_delete", layout, (layout.key,)))
            parts.append(Part(f"{name}_insert", layout, layout.columns))
        else:
            parts.append(Part(name, layout, layout.columns))
    return parts
