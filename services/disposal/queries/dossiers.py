"""One case or draft with all that its papers depend on: who may see it, in which state it is, which materials the law asks for."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.disposal.domain.assessment import assess, to_mapping
from services.disposal.domain.case import Case, not_found
from services.disposal.domain.draft import Card, Draft, Unit
from services.disposal.domain.facts import facts_from
from services.disposal.domain.policy.model import Policy
from services.disposal.domain.policy.shipped import policy_named
from services.disposal.domain.states import State
from services.disposal.domain.uploads import Required
from services.disposal.domain.working_days import beijing_day
from services.disposal.mapping import case_of, cases, draft_of, drafts
from services.disposal.queries.materials import required_of
from services.disposal.queries.sight import case_in_sight, draft_in_sight, reading_seats
from services.disposal.tables import case, case_asset, draft, unit

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Dossier:
    """A draft with the case that came of it; `policy` is the one it is decided by, or would be filed by now."""

    draft: Draft
    case: Case | None
    policy: Policy
    required: tuple[Required, ...]
    assessment: dict[str, object]

    @property
    def id(self) -> UUID:
        """The same for draft and case."""
        return self.draft.id

    @property
    def state(self) -> str:
        """The case's state, or `draft`."""
        return self.case.state.value if self.case else DRAFT

    @property
    def unit(self) -> Unit:
        """The holding unit."""
        return self.case.unit if self.case else self.draft.unit

    @property
    def method(self) -> str:
        """How the assets are disposed of."""
        return self.draft.paper.method if self.drafting else (self.case.method if self.case else "")

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards as drafted or filed."""
        return self.draft.paper.cards if self.drafting or not self.case else self.case.assets

    @property
    def drafting(self) -> bool:
        """Whether the unit is still, or again, writing it."""
        return self.case is None or self.case.state is State.RETURNED


def dossier(session: Session, call: Call, case_id: UUID, policy: str) -> Dossier:
    """The dossier for whoever may read it; NotFound for everybody else, Forbidden without any post for disposals."""
    refuse_hidden(session, call, case_id)
    return loaded(session, call, case_id, policy)


def refuse_hidden(session: Session, call: Call, case_id: UUID) -> None:
    """NotFound for a case out of the caller's reach: by path, a draft by its own unit, a secret one by name (Art. 49)."""
    seats, account = reading_seats(session, call), call.actor.account
    here = draft.join(unit, unit.c.id == draft.c.unit_id).outerjoin(case, case.c.id == draft.c.id)
    filed = and_(case.c.id.is_not(None), case_in_sight(seats, account))
    drafted = and_(case.c.id.is_(None), draft_in_sight(seats, account))
    if session.execute(select(draft.c.id).select_from(here).where(draft.c.id == case_id, or_(filed, drafted))).first() is None:
        raise not_found()


def loaded(session: Session, call: Call, case_id: UUID, policy: str, *, lock: bool = False) -> Dossier:
    """The dossier, whoever asks; with `lock` draft and case stay as they are until the commit."""
    asked, filed = drafts().where(draft.c.id == case_id), cases().where(case.c.id == case_id)
    if lock:
        asked, filed = asked.with_for_update(of=draft), filed.with_for_update(of=case)
    row = session.execute(asked).first()
    if row is None:
        raise not_found()
    standing = draft_of(row)
    found = session.execute(filed).first()
    cards = session.execute(select(case_asset).where(case_asset.c.case_id == case_id).order_by(case_asset.c.position)).all()
    return _judged(call, standing, None if found is None else case_of(found, cards), policy)


def _judged(call: Call, standing: Draft, one: Case | None, policy: str) -> Dossier:
    known = policy_named(one.ruling.policy if one else policy)
    empty = Dossier(standing, one, known, (), {})
    if one is not None and not empty.drafting:
        return replace(empty, required=required_of(one.ruling.assessment), assessment=dict(one.ruling.assessment))
    facts = facts_from({**standing.paper.facts, "filed_on": beijing_day(call.at).isoformat()})
    assessed = to_mapping(assess(facts, policy_named(policy)))
    return replace(empty, policy=policy_named(policy), required=required_of(assessed), assessment=assessed)
