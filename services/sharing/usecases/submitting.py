"""How assets are entered into the warehouse (入仓申请), one or thousands at once: look, decide, hold, commit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import and_, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Conflict, FieldFault, Invalid, Refused
from services.chassis.ids import new_id
from services.chassis.permissions import require, require_anywhere
from services.contracts.permissions import permissions
from services.sharing.domain import sources
from services.sharing.domain.entry import Entry, Owner, Step, already_entered, entered
from services.sharing.domain.offer import Asset, Terms, checked_terms, may_be_offered
from services.sharing.mapping import entries, entry_of, live
from services.sharing.queries.photos import Subject, counts_of
from services.sharing.tables import asset, entry, unit
from services.sharing.usecases.loading import chosen
from services.sharing.usecases.photos import hold_photos
from services.sharing.usecases.recording import record

MOST, NAMED = 10_000, 20


@dataclass(frozen=True, slots=True)
class Offered:
    """One asset to be entered, as the registry told it, under the reference of its hold."""

    asset: Asset
    owner: Owner
    reference: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What may be submitted, and for which of it a hold is still to be placed."""

    terms: Terms
    offers: Sequence[Offered]
    to_hold: Sequence[Offered]


def refuse_faulty(call: Call, asset_nos: Sequence[str], terms: Terms) -> Terms:
    """The terms as they are kept; refuses without asking anybody what nobody could accept."""
    require_anywhere(permissions("sharing"), call.actor, "entry.submit")
    if not 1 <= len(asset_nos) <= MOST or len(set(asset_nos)) != len(asset_nos):
        message = f"一次入仓 1 至 {MOST} 项不同的资产。"
        raise Invalid("asset_nos_invalid", message, faults=(FieldFault("asset_nos", "out_of_range", message),))
    return checked_terms(terms)


def refuse_excluded(owners: Iterable[Owner], excluded: Sequence[str]) -> None:
    """Refuse with `region_excluded` a unit of a region to which the notice is not addressed (B-013)."""
    for owner in owners:
        if owner.place.region.startswith(tuple(excluded)):
            message = f"{owner.name}所在地区不在虚拟公物仓和调剂共享平台的实施范围内。"
            raise Refused("region_excluded", message, sources.ADDRESSEES, "请按本地区的规定办理。")


def plan(session: Session, call: Call, terms: Terms, cards: Sequence[tuple[Asset, Owner]]) -> Plan:
    """What is submitted, checked as far as it can be without a lock; refuses what the submission would refuse.

    References follow from the idempotency key, so that a command repeated after a crash meets its own holds.
    """
    offers = [Offered(card, owner, _reference(call, card.asset_no)) for card, owner in cards]
    standing = _standing(session, [offer.asset.asset_no for offer in offers], lock=False)
    steps = _steps(call, terms, offers, standing, {})
    return Plan(terms, offers, [offer for offer, step in zip(offers, steps, strict=True) if step.held])


def submit(session: Session, call: Call, wanted: Plan) -> list[Entry]:
    """Enter the assets, all or none; an asset whose entry was returned gets that entry submitted again."""
    numbers = [offer.asset.asset_no for offer in wanted.offers]
    _know_units(session, {offer.owner.id: offer.owner for offer in wanted.offers}.values())
    _refuse_outdated(session, wanted, numbers)
    hold_photos(session, {offer.owner.id for offer in wanted.offers}, shared=True)
    photos = counts_of(session, [Subject.of(offer.asset, offer.owner) for offer in wanted.offers])
    steps = _steps(call, wanted.terms, wanted.offers, _standing(session, numbers, lock=True), photos)
    record(session, call, steps)
    return [step.entry for step in steps]


def _steps(
    call: Call, terms: Terms, offers: Sequence[Offered], standing: Mapping[str, Entry], photos: Mapping[str, int]
) -> list[Step]:
    ids = sorted(new_id() for _ in offers)  # lists go by id: so they show the entries in the order asked for
    steps, refused = list[Step](), dict[str, Refused | Conflict]()
    for offer, fresh in zip(offers, ids, strict=True):
        number = offer.asset.asset_no
        try:
            steps.append(_step(call, terms, offer, standing.get(number), fresh, photos.get(number, 0)))
        except (Refused, Conflict) as error:
            refused[number] = error
    if refused:
        raise _refusal(refused)
    return steps


def _refusal(refused: Mapping[str, Refused | Conflict]) -> Refused | Conflict:
    """One refusal for them all, which names every asset as far as that can be read."""
    first = next(iter(refused.values()))
    if len(refused) == 1:
        return first
    named = "、".join(list(refused)[:NAMED]) + ("等" if len(refused) > NAMED else "")
    return replace(first, message=f"{len(refused)} 项资产不能入仓：{named}。其中{first.message}")


def _step(call: Call, terms: Terms, offer: Offered, before: Entry | None, fresh: UUID, photos: int) -> Step:
    require(permissions("sharing"), call.actor, "entry.submit", offer.owner.path, what="资产")
    if before is None:
        return entered(fresh, offer.asset, offer.owner, terms, call.actor.account, call.at, offer.reference, photos)
    if before.owner.id != offer.owner.id:
        raise already_entered(offer.asset.asset_no)
    return before.submit_again(offer.asset, terms, call.actor.account, call.at, offer.reference, photos)


def _standing(session: Session, asset_nos: Sequence[str], *, lock: bool) -> dict[str, Entry]:
    which = and_(entry.c.asset_no == func.any(list(asset_nos)), live())
    found = chosen(session, which) if lock else [entry_of(row) for row in session.execute(entries().where(which))]
    return {one.asset.asset_no: one for one in found}


def _refuse_outdated(session: Session, wanted: Plan, asset_nos: Sequence[str]) -> None:
    """An event may have told of a write-off between the registry's answer and now."""
    known = {row.asset_no: row for row in session.execute(select(asset).where(asset.c.asset_no == func.any(list(asset_nos))))}
    for offer in wanted.offers:
        row = known.get(offer.asset.asset_no)
        if row is None or row.version <= offer.asset.version:
            continue
        if row.removed or row.unit_id != offer.owner.id or not may_be_offered(row.state, wanted.terms.mode, shareable=row.shareable):
            raise Refused("not_a_candidate", f"资产 {row.asset_no} 刚刚变动，不能再发布。", sources.STATE, "请刷新后核对资产状态。")


def _know_units(session: Session, owners: Iterable[Owner]) -> None:
    """A unit that identity's events have not told of yet is known as the registry tells it."""
    rows = [
        {
            "id": one.id, "budget_code": one.budget_code, "name": one.name, "kind": "", "region": one.place.region, "path": one.path,
            "version": 0,
        }
        for one in sorted(owners, key=lambda owner: owner.id)
    ]
    session.execute(insert(unit).on_conflict_do_nothing(), rows)


def _reference(call: Call, asset_no: str) -> str:
    if not call.idempotency_key:
        return str(new_id())
    return str(uuid5(NAMESPACE_OID, f"{call.actor.account}\n{call.idempotency_key}\n{asset_no}"))
