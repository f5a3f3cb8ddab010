"""How a unit files a case (申报): checked, held at the registry, counted with its month, put on its way; all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid
from services.disposal.domain import batch
from services.disposal.domain.carrying_out import refuse_missing
from services.disposal.domain.case import Case, filed
from services.disposal.domain.draft import Card, Draft, refuse_differing
from services.disposal.domain.kinds import Stage
from services.disposal.domain.route import Decider
from services.disposal.domain.supervision import SPLITTING
from services.disposal.domain.working_days import beijing_day
from services.disposal.queries.materials import missing_codes, names_of
from services.disposal.tables import number_series
from services.disposal.usecases.batches import already_decided, locked_month, raised, threshold_fen
from services.disposal.usecases.drafting import draft_open, keep
from services.disposal.usecases.judging import judged
from services.disposal.usecases.recording import record
from services.disposal.usecases.supervision import raise_by_system

VIOLATIONS = "第四十五条"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft that may be filed as far as can be seen without a lock; `filing` names the reservation to be asked for."""

    draft: Draft

    @property
    def asset_nos(self) -> list[str]:
        """The cards to be held."""
        return [card.asset_no for card in self.draft.paper.cards]

    @property
    def filing(self) -> str:
        """The reservation's reference: the case, and which of its filings this is."""
        return f"{self.draft.id}/{self.draft.filings + 1}"

    def compare(self, registered: Sequence[Card]) -> None:
        """Refuse where the cards are other now than in the draft (Art. 12)."""
        refuse_differing(self.draft.paper.cards, registered)


def prepare(session: Session, call: Call, draft_id: UUID, revision: int, policy: str) -> Prepared:
    """What the filing would refuse, refused before the registry is asked."""
    standing = draft_open(session, call, draft_id)
    standing.unchanged_since(revision)
    _refuse_nameless(standing)
    found, _ = judged({**standing.paper.facts, "filed_on": beijing_day(call.at).isoformat()}, policy)
    refuse_missing(missing_codes(session, draft_id, found, Stage.FILING), "申报", names_of(found))
    return Prepared(standing)


def file(session: Session, call: Call, prepared: Prepared, reference: str, policy: str) -> Case:
    """File the draft under the reservation; lifts the month's other undecided cases where the sum does (Art. 10（二）)."""
    standing = draft_open(session, call, prepared.draft.id)
    standing.unchanged_since(prepared.draft.revision)
    value_fen, threshold = sum(card.original_value_fen for card in standing.paper.cards), threshold_fen(policy)
    month = locked_month(session, standing.unit.id, batch.month_of(call.at), standing.id, value_fen, threshold)
    facts = {**standing.paper.facts, "filed_on": beijing_day(call.at).isoformat(), "month_batch_fen": month.others_fen}
    found, ruling = judged(facts, policy)
    refuse_missing(missing_codes(session, standing.id, found, Stage.FILING), "申报", names_of(found))
    number = month.own.number if month.own else next_number(session, call, "case", standing.unit.region)
    step = filed(standing, month.own, facts, ruling, Decider(call.actor.account), call.at, number, reference)
    keep(session, standing.filed(), number)
    sum_fen = month.others_fen + value_fen
    record(session, call, [step, *(raised(call, month, sum_fen) if sum_fen >= threshold else [])])
    if batch.lifted(month.others_fen, sum_fen, threshold):
        for one in already_decided(session, month, step.case.id):
            raise_by_system(session, call, one, SPLITTING, f"{batch.because(sum_fen)}本处置单已先行审批，疑似拆分处置。", VIOLATIONS)
    return step.case


def next_number(session: Session, call: Call, kind: str, region: str) -> str:
    """The next number of a region's series of the Beijing year: of cases `430121-2026-000123`, of replies `〔2026〕12号`."""
    year = beijing_day(call.at).year
    first = insert(number_series).values(kind=kind, region=region, year=year, last=1)
    keys = [number_series.c.kind, number_series.c.region, number_series.c.year]
    taken = first.on_conflict_do_update(index_elements=keys, set_={"last": number_series.c.last + 1}).returning(number_series.c.last)
    number = session.execute(taken).scalar_one()
    return f"{region}-{year}-{number:06d}" if kind == "case" else f"〔{year}〕{number}号"


def _refuse_nameless(standing: Draft) -> None:
    paper = standing.paper
    faults = []
    if paper.facts["circumstances"]["emergency"] and not paper.emergency_name:
        faults.append(FieldFault("emergency_name", "required", "应急处置应写明应急事件名称（第十一条）。"))
    if faults:
        raise Invalid("facts_missing", "还有情况未填明，不能申报。", faults=tuple(faults))
