"""Which policies are delivered with the product, and how one is read from a file of the bureau's own."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from services.chassis.errors import Invalid, NotFound
from services.disposal.domain.policy.model import Policy
from services.disposal.domain.policy.reading import policy_from

FOLDER = "services.disposal.domain.policy"
ARTICLES = ".articles.toml"


@cache
def policies() -> Mapping[str, Policy]:
    """The policies delivered with the product, by name."""
    own = (entry for entry in files(FOLDER).iterdir() if entry.name.endswith(".toml") and not entry.name.endswith(ARTICLES))
    read = [policy_from(_toml(entry), _toml(files(FOLDER).joinpath(_articles_of(entry.name)))) for entry in own]
    return {policy.id: policy for policy in sorted(read, key=lambda policy: policy.id)}


def policy_named(name: str = "") -> Policy:
    """The policy of a name, the one marked as default for none; refuses with `policy_unknown`."""
    known = policies()
    if name in known:
        return known[name]
    default = next((policy for policy in known.values() if policy.default), None)
    if name or default is None:
        raise NotFound("policy_unknown", f"没有名为“{name}”的处置政策。", remedy=f"现有：{'、'.join(known)}。")
    return default


def policy_at(path: Path) -> Policy:
    """The policy in a file of one's own; its articles stand beside it (`NAME.articles.toml`), else those of the default.

    Refuses a file that is no TOML or no policy with `policy_invalid`.
    """
    beside = path.with_name(_articles_of(path.name))
    return policy_from(_toml(path), _toml(beside) if beside.exists() else policy_named().articles)


def _articles_of(name: str) -> str:
    return f"{name.removesuffix('.toml')}{ARTICLES}"


def _toml(file: Traversable | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Invalid("policy_invalid", f"{file.name} 不是有效的 TOML 文件：{fault}。") from fault
