"""Whether every committed fact took effect exactly once and in order, at the worker and at an outside system."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.faults.ledger.installation import Installation


def outside_effects(path: Path) -> list[tuple[str, str, int]]:
    """(event id, subject, version) in the order in which the outside system wrote them."""
    lines = [line.split() for line in path.read_text().splitlines()]
    return [(event_id, subject, int(version)) for event_id, subject, version in lines]


def agrees(ledger: Installation, outside: Path) -> int:
    """Assert it for both; returns the number of facts."""
    facts = {(str(event_id), subject, version) for event_id, subject, version in ledger.facts()}
    assert facts
    exactly_once_in_order(facts, [(str(event_id), subject, version) for event_id, subject, version in ledger.effects()], "worker")
    exactly_once_in_order(facts, outside_effects(outside), "outside")
    return len(facts)


def exactly_once_in_order(facts: set[tuple[str, str, int]], effects: Iterable[tuple[str, str, int]], who: str) -> None:
    counted = Counter(effects)
    lost = facts - set(counted)
    doubled = [effect for effect, count in counted.items() if count > 1]
    invented = set(counted) - facts
    assert (len(lost), len(doubled), len(invented)) == (0, 0, 0), f"{who}: lost, doubled, invented; of {len(facts)}"
    versions = defaultdict(list)
    for _, subject, version in counted:  # in order of first appearance
        versions[subject].append(version)
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values()), f"{who}: out of order"
