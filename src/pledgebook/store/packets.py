"""Bytes at rest: compressed, each packet with the digest of what rests."""

import zlib

from pledgebook.errors import BookBroken
from pledgebook.model.identity import digest


def pack(data: bytes) -> tuple[str, bytes]:
    """Compress bytes and return the digest of the packet with the packet."""
    packet = _compressed(data)
    return digest(packet), packet


def _compressed(data: bytes) -> bytes:
    """Compress; what is small with small tables, which are laid out twenty times sooner than the usual ones."""
    if len(data) > _SMALL_BYTES:
        return zlib.compress(data)
    state = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, _SMALL_WINDOW, _SMALL_MEMORY)
    return state.compress(data) + state.flush()


_SMALL_BYTES, _SMALL_WINDOW, _SMALL_MEMORY = 4096, 12, 5


def unpack(packet: object, packet_digest: object, what: str) -> bytes:
    """Return the bytes of a packet.

    The digest is that of the compressed bytes, some of whose bits decompressing passes over.

    Raises:
        BookBroken: The packet is not what was put there; `what` names the place in the message.
    """
    if not isinstance(packet, bytes) or digest(packet) != packet_digest:
        raise BookBroken(f"{what}: its bytes are damaged", remedy="Restore the book from a backup.")
    return zlib.decompress(packet)
