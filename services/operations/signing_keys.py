"""How identity's signing key comes to be: an Ed25519 pair, the private half for identity alone, the public one for all."""

import json
from pathlib import Path

from joserfc.jwk import OKPKey

from services.operations.processes import private_file, private_folder


def keep_signing_keys(folder: Path) -> tuple[Path, Path]:
    """The files of the private JWK (mode 0600) and of the public JWK set; made the first time."""
    private, public = private_folder(folder) / "identity-signing.json", folder / "identity-public.json"
    if not private.exists():
        key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": "Ed25519"}, auto_kid=True)
        private_file(private, json.dumps(key.as_dict(private=True)))
    if not public.exists():
        key = OKPKey.import_key(json.loads(private.read_text(encoding="utf-8")))
        private_file(public, json.dumps({"keys": [key.as_dict(private=False)]}))
    return private.absolute(), public.absolute()
