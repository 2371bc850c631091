"""Rows that wait in the database, unreadable without the portal's secret key."""

import base64
import json
import zlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(ValueError):
    """The data was sealed with a secret key that is not in use any more, or was changed."""


def _box(purpose: str) -> MultiFernet:
    """The present secret key first; older ones still open what they sealed."""
    keys = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    info = f"loket.bulk {purpose}".encode()
    return base64.urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=info).derive(key.encode()))


def seal(data: object, purpose: str) -> bytes:
    """Plain lists, dicts, texts and numbers, made unreadable."""
    return _box(purpose).encrypt(zlib.compress(json.dumps(data).encode(), 1))


def unseal(sealed: bytes | memoryview, purpose: str) -> Any:
    """What was sealed for the same purpose. Raises SealBroken."""
    try:
        return json.loads(zlib.decompress(_box(purpose).decrypt(bytes(sealed))))
    except InvalidToken:
        raise SealBroken("This was sealed with another key.") from None
