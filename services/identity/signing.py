"""How identity vouches for a caller: access tokens (EdDSA, one minute) that every service checks with the public key alone."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import OKPKey

from services.chassis.actor import Actor
from services.chassis.tokens import ALGORITHM, AUDIENCE, ISSUER, claims_of
from services.identity.domain.policy import session_policy

Issue = Callable[[Actor, datetime], tuple[str, datetime]]


def issuer(key_file: Path) -> Issue:
    """A function (actor, now) → (token, when it is over), signing with the private JWK of the file."""
    key = OKPKey.import_key(json.loads(key_file.read_text(encoding="utf-8")))
    key.ensure_kid()
    header = {"alg": ALGORITHM, "kid": key.kid}

    def issue(actor: Actor, at: datetime) -> tuple[str, datetime]:
        expires_at = at + session_policy().access_token
        times = {"iss": ISSUER, "aud": AUDIENCE, "iat": int(at.timestamp()), "exp": int(expires_at.timestamp())}
        return jwt.encode(header, {**claims_of(actor), **times}, key, algorithms=[ALGORITHM]), expires_at

    return issue
