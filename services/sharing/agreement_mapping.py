"""How an agreement becomes a row and a row an agreement."""

from typing import Any

from sqlalchemy import Select, select

from services.sharing.agreement_tables import agreement
from services.sharing.domain.agreement import Agreement, AgreementState
from services.sharing.domain.entry import Owner
from services.sharing.tables import unit

_SAME = (
    "id", "version", "entry_id", "asset_no", "asked_by", "asked_at", "changed_at", "demand_id", "message", "terms", "reason", "accepted_by",
    "concluded_at", "case_id", "case_number",
)  # fmt: skip
SUPPLIER, RECEIVER = unit.alias("supplier"), unit.alias("receiver")
_OWNER = ("id", "budget_code", "name", "path")


def agreements() -> Select[*tuple[Any, ...]]:
    """Every agreement with its two units, for `agreement_of`."""
    sides = [one.c[name].label(f"{one.name}__{name}") for one in (SUPPLIER, RECEIVER) for name in _OWNER]
    joined = agreement.join(SUPPLIER, SUPPLIER.c.id == agreement.c.supplier_id).join(RECEIVER, RECEIVER.c.id == agreement.c.receiver_id)
    return select(agreement, *sides).select_from(joined)


def agreement_of(row: Any) -> Agreement:
    """The agreement of a row of `agreements`."""
    return Agreement(
        **{name: getattr(row, name) for name in _SAME}, state=AgreementState(row.state), supplier=side_of(row, "supplier"),
        receiver=side_of(row, "receiver"),
    )


def agreement_row(one: Agreement) -> dict[str, Any]:
    """Every column of an agreement."""
    same = {name: getattr(one, name) for name in _SAME}
    return same | {"state": one.state.value, "supplier_id": one.supplier.id, "receiver_id": one.receiver.id}


def side_of(row: Any, side: str) -> Owner:
    """The unit on one side, of a row that labels its columns so."""
    return Owner(*(getattr(row, f"{side}__{name}") for name in _OWNER))
