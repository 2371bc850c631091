"""Uploaded files on disk, unreadable without the portal's secret key, and read from any place in them.

A file is a salt and then blocks, each sealed under a key of this file alone and its own place: a block that is
changed, moved or cut off is noticed. Nothing of the file is ever written unsealed.
"""

import io
import os
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.files.base import File

from loket.bulk.sealing import SealBroken

BLOCK = 64 * 1024
SALT, TAG, NONCE = 16, 16, 12
SEALED_BLOCK = BLOCK + TAG


def keys_for(salt: bytes, purpose: str) -> list[AESGCM]:
    """The key of the present secret first; those of older ones still open what they sealed."""
    secrets = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    info = f"loket.bulk.large {purpose}".encode()
    return [AESGCM(HKDF(SHA256(), length=32, salt=salt, info=info).derive(secret.encode())) for secret in secrets]


class Sealing(File):
    """A file whose chunks are sealed while a storage writes them."""

    def __init__(self, plain: File) -> None:
        super().__init__(plain.file, plain.name)

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        salt = os.urandom(SALT)
        key = keys_for(salt, "file")[0]
        yield salt
        self.file.seek(0)
        for number, block, last in _blocks(self.file):
            yield key.encrypt(number.to_bytes(NONCE, "big"), block, b"last" if last else b"")


def _blocks(file: io.IOBase) -> Iterator[tuple[int, bytes, bool]]:
    """Number, content, and whether it is the last one; an empty file has one empty block."""
    number, block = 0, file.read(BLOCK)
    while True:
        following = file.read(BLOCK)
        yield number, block, not following
        if not following:
            return
        number, block = number + 1, following


class _Opened(io.RawIOBase):
    """The plain content of a sealed file, a block in memory at a time."""

    def __init__(self, sealed: io.IOBase) -> None:
        self._sealed = sealed
        length = sealed.seek(0, io.SEEK_END) - SALT
        if length < TAG:
            raise SealBroken("This is no sealed file.")
        self._count = -(-length // SEALED_BLOCK)
        self._length = length - self._count * TAG
        sealed.seek(0)
        self._keys = keys_for(sealed.read(SALT), "file")
        self._at = 0
        # At once, so that a file that was cut off is noticed by whoever reads only its beginning.
        self._number = self._count - 1
        self._block = self._open(self._number)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer) -> int:
        if self._at >= self._length:
            return 0
        number, within = divmod(self._at, BLOCK)
        if number != self._number:
            self._block, self._number = self._open(number), number
        part = self._block[within : within + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _open(self, number: int) -> bytes:
        self._sealed.seek(SALT + number * SEALED_BLOCK)
        block = self._sealed.read(SEALED_BLOCK)
        last = b"last" if number == self._count - 1 else b""
        for key in self._keys:
            try:
                return key.decrypt(number.to_bytes(NONCE, "big"), block, last)
            except InvalidTag:
                continue
        raise SealBroken("This file was sealed with another key, or was changed.")

    def close(self) -> None:
        self._sealed.close()
        super().close()


def open_sealed(sealed: io.IOBase) -> io.BufferedReader:
    """The plain content of a sealed file. Raises SealBroken, also while reading."""
    return io.BufferedReader(_Opened(sealed), BLOCK)


class Seal:
    """Seals small pieces that belong together: the cells of the rows of one file."""

    def __init__(self, salt: bytes) -> None:
        self._keys = keys_for(salt, "rows")

    def close(self, content: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._keys[0].encrypt(nonce, content, None)

    def open(self, sealed: bytes | memoryview) -> bytes:
        """Raises SealBroken."""
        nonce, content = bytes(sealed[:NONCE]), bytes(sealed[NONCE:])
        for key in self._keys:
            try:
                return key.decrypt(nonce, content, None)
            except InvalidTag:
                continue
        raise SealBroken("This row was sealed with another key, or was changed.")
