"""What disposal tells of its ledgers to a consumer that joins later: income, losses and findings, each at its version."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events.disposal import FindingSnapshot, IncomeSnapshot, LossSnapshot
from services.disposal import ledger_events
from services.disposal.ledger_cases import about_of, with_case
from services.disposal.ledger_mapping import (
    FINDING_COLUMNS,
    INCOME_COLUMNS,
    LOSS_COLUMNS,
    finding_of,
    income_of,
    loss_of,
)
from services.disposal.ledger_tables import finding, income, loss

BATCH = 1000


def ledger_states(session: Session, call: Call) -> Iterator[Event]:
    """The current state of every entry of the ledgers, as snapshot events."""
    options = {"yield_per": BATCH}
    for row in session.execute(with_case(income, *INCOME_COLUMNS).execution_options(**options)):
        state = ledger_events.income_state(income_of(row), about_of(row, row.case_id))
        yield event(IncomeSnapshot(**state), str(row.id), row.version, call)
    for row in session.execute(with_case(loss, *LOSS_COLUMNS).execution_options(**options)):
        state = ledger_events.loss_state(loss_of(row), about_of(row, row.case_id))
        yield event(LossSnapshot(**state), str(row.id), row.version, call)
    for row in session.execute(with_case(finding, *FINDING_COLUMNS).execution_options(**options)):
        state = ledger_events.finding_state(finding_of(row), about_of(row, row.case_id))
        yield event(FindingSnapshot(**state), str(row.id), row.version, call)
