"""How a service knows who calls: short EdDSA tokens from identity, checked with its public keys alone."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.chassis.actor import Actor, Post
from services.chassis.errors import Unauthenticated

ISSUER = "guanzi-identity"
AUDIENCE = "guanzi"
ALGORITHM = "Ed25519"
LEEWAY_SECONDS = 5
REMEMBERED = 2000

Verifier = Callable[[str], Actor]


def verifier(keys_file: Path) -> Verifier:
    """A function token → Actor; raises Unauthenticated for tokens that are forged, foreign or over.

    A token that was found good is remembered until it is over: checking its signature again would cost more than the
    question it comes with.
    """
    keys = KeySet.import_key_set(json.loads(keys_file.read_text()))
    claims_rules = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": ISSUER}, aud={"essential": True, "value": AUDIENCE},
        sub={"essential": True}, exp={"essential": True}, leeway=LEEWAY_SECONDS,
    )
    good: dict[str, tuple[Actor, float]] = {}

    def verify(token: str) -> Actor:
        actor, ends_at = good.get(token, (None, 0.0))
        if actor is not None and time.time() < ends_at:
            return actor
        try:
            decoded = jwt.decode(token, keys, algorithms=[ALGORITHM])
            claims_rules.validate(decoded.claims)
            actor = actor_of(decoded.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Unauthenticated("not_signed_in", "登录已失效，请重新登录。") from error
        if len(good) >= REMEMBERED:
            good.clear()
        good[token] = actor, float(decoded.claims["exp"]) + LEEWAY_SECONDS
        return actor

    return verify


def claims_of(actor: Actor) -> dict[str, Any]:
    """The claims that name the actor; identity adds issuer, audience and times."""
    posts = [[post.role, post.org_id, post.path] for post in actor.posts]
    return {"sub": actor.account, "name": actor.name, "posts": posts, "sid": actor.session_id}


def actor_of(claims: dict[str, Any]) -> Actor:
    """The actor a token names."""
    posts = tuple(Post(str(role), str(org_id), str(path)) for role, org_id, path in claims["posts"])
    return Actor(str(claims["sub"]), str(claims["name"]), posts, str(claims["sid"]))
