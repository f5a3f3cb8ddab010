"""What is owed for a loss, and that a written-off loss stays on file."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.kinds import Liability
from services.disposal.domain.policy.model import Finding, Policy
from services.disposal.domain.rules.words import yuan


def compensation_below_floor(facts: Facts, policy: Policy) -> Finding | None:
    """A unit or a person answers for the loss and paid less than the floor in per cent of its value; exactly that passes (E-137)."""
    paid, value, percent = facts.circumstances.compensation_fen, facts.value_fen, policy.thresholds.compensation_floor_percent
    if facts.circumstances.liability not in (Liability.UNIT, Liability.PERSON) or paid is None or value is None:
        return None
    if paid * 100 >= value * percent:
        return None
    return policy.clause("compensation_below_floor").finding(compensation=yuan(paid), value=yuan(value), percent=str(percent))


def no_compensation_due(facts: Facts, policy: Policy) -> Finding | None:
    """Where nobody answers for the loss, the statement on liability stands for the receipt (E-136)."""
    return policy.clause("no_compensation_due").finding() if facts.circumstances.liability is Liability.NONE else None


def kept_on_file(_facts: Facts, policy: Policy) -> Finding | None:
    """Written off but on file: the unit goes on claiming (E-147)."""
    return policy.clause("kept_on_file").finding()
