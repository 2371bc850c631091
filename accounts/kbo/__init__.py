"""The KBO register: a copy of the open data of the Kruispuntbank van Ondernemingen, searchable.

Public data in tables of its own, by natural key, without a foreign key to or from the portal's organisations: an
import replaces the tables as a whole (docs/decisions/0011-kbo-register.md). `importing` loads extracts, `search` and
`entries` read, `organisations` makes one of the portal's organisations of an entry.
"""
