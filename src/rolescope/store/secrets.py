"""Client ids and secrets of credentials. A secret leaves here once; what is kept is a salted hash (PS-37)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from uuid import uuid4

COST = {"n": 2**14, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A new client id with its secret in clear, to be shown once, and the hash to keep."""

    client_id: str
    secret: str = field(repr=False)
    secret_hash: str


def new_secret(client_id: str | None = None) -> NewSecret:
    """A secret for a new client id, or a new one for a known id."""
    secret = secrets.token_urlsafe(32)
    return NewSecret(client_id or str(uuid4()), secret, hashed(secret, secrets.token_bytes(16)))


def hashed(secret: str, salt: bytes) -> str:
    """``scrypt$salt$hash``, both in hex."""
    return f"scrypt${salt.hex()}${hashlib.scrypt(secret.encode(), salt=salt, **COST).hex()}"


def is_secret(secret: str, kept: str) -> bool:
    """Whether a secret is the one whose hash was kept."""
    salt = bytes.fromhex(kept.split("$")[1])
    return secrets.compare_digest(hashed(secret, salt), kept)
