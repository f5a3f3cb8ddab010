"""In which states an asset can be (B-075), and how the sources call them; the one place that maps both."""

from enum import StrEnum

from services.chassis.errors import FieldFault, Invalid


class State(StrEnum):
    """The asset's state; the value is what is stored and told to other systems."""

    IN_USE = "in_use"
    IDLE = "idle"
    AWAITING_DISPOSAL = "awaiting_disposal"
    INEFFICIENT = "inefficient"
    LEASED_OR_LENT = "leased_or_lent"
    WRITTEN_OFF = "written_off"

    @property
    def chinese(self) -> str:
        """The term of the sources, which people and the REST interface use."""
        return _TERMS[self]


_TERMS = {
    State.IN_USE: "在用",
    State.IDLE: "闲置",
    State.AWAITING_DISPOSAL: "待处置",
    State.INEFFICIENT: "低效运转",
    State.LEASED_OR_LENT: "出租出借",
    State.WRITTEN_OFF: "已核销",
}
_BY_TERM = {term: state for state, term in _TERMS.items()}

CHOSEN_BY_HAND = frozenset({State.IN_USE, State.IDLE, State.AWAITING_DISPOSAL, State.INEFFICIENT})
"""States a person may enter; the others follow from a procedure of their own."""


def state_named(term: str) -> State:
    """The state of a Chinese term; refuses others with `state_unknown`."""
    if term not in _BY_TERM:
        message = f"资产状态只能是：{'、'.join(_BY_TERM)}。"
        raise Invalid("invalid", message, faults=(FieldFault("state", "state_unknown", message),))
    return _BY_TERM[term]
