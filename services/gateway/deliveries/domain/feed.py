"""Which events may be heard outside, and which operation one must be allowed where they belong: the rule of the feed."""

from collections.abc import Mapping

OPERATIONS: Mapping[str, tuple[str, str]] = {
    "identity.organisation": ("identity", "organisation.read"),
    "identity.account": ("identity", "account.read"),
    "registry.asset": ("registry", "asset.read"),
    "registry.change": ("registry", "asset.read"),
    "registry.responsibility": ("registry", "asset.read"),
    "sharing.entry": ("sharing", "entry.read"),
    "disposal.case": ("disposal", "case.read"),
    "disposal.income": ("disposal", "case.read"),
    "disposal.loss": ("disposal", "case.read"),
    "disposal.finding": ("disposal", "case.read"),
    "labels.label": ("labels", "label.read"),
    "labels.job": ("labels", "label.read"),
}
"""Aggregate → service and operation of the permission table."""
SHOWN: Mapping[str, tuple[str, str]] = {"sharing.entry": ("sharing", "square.read")}
"""Aggregate → what one must be allowed in order to hear what its owner shows to others."""
