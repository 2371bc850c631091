"""The rules of attendance and deelname, as pure functions over plain values."""
