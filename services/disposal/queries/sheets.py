"""How a dossier becomes the sheet that papers are printed from."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.disposal.documents.reply import reply_articles
from services.disposal.documents.sheet import AssetLine, Citation, DeskLine, MaterialLine, Sheet, day
from services.disposal.domain.draft import Card, Unit
from services.disposal.domain.kinds import Method
from services.disposal.domain.policy.model import Policy
from services.disposal.domain.working_days import beijing_day
from services.disposal.queries.dossiers import Dossier
from services.disposal.queries.materials import lines_of
from services.disposal.tables import unit


def sheet_of(session: Session, found: Dossier) -> Sheet:
    """The case on paper, as it is now."""
    policy, one, names = found.policy, found.case, _names(session, found.unit, found.policy)
    plan = policy.plan(Method(found.method))
    filed: dict[str, Any] = {}
    if one is not None:
        filed = {
            "number": one.number, "filed_on": beijing_day(one.filed_at), "filed_by": one.filed_by, "valid_until": one.valid_until,
            "approved_on": one.approved_at and beijing_day(one.approved_at), "executed_on": one.executed_on, "reply_no": one.reply_no,
            "replied_on": one.replied_at and beijing_day(one.replied_at), "emergency": one.emergency,
            "notice": _notice(one.notice_from, one.notice_through), "desks": tuple(_desks(found)),
        }  # fmt: skip
    return Sheet(
        policy_title=policy.title, unit_name=found.unit.name, budget_code=found.unit.budget_code, method=found.method,
        method_name=plan.name, reply_article=plan.reply_article, assets=tuple(_asset(card) for card in found.cards),
        citations=tuple(_citations(policy, found.assessment)), materials=tuple(_materials(session, found)),
        **{"number": "", **names, **filed},
    )  # fmt: skip


def with_instructions(sheet: Sheet, policy: Policy) -> tuple[Citation, ...]:
    """The citations of a reply: what the rules found, and the articles of its instructions with their words."""
    cited = {one.article for one in sheet.citations}
    more = [article for article in reply_articles(sheet) if article not in cited]
    basis = "本批复所列事项的依据。"
    return (*sheet.citations, *(Citation(article=article, text=basis, words=_words(policy, article)) for article in more))


def _citations(policy: Policy, assessment: Mapping[str, Any]) -> Iterable[Citation]:
    for one in (*assessment.get("findings", ()), *assessment.get("warnings", ())):
        yield Citation(
            article=one["article"], text=one["text"], interpretation=one["interpretation"], words=_words(policy, one["article"])
        )


def _words(policy: Policy, article: str) -> str:
    try:
        return policy.article(article).strip()
    except NotFound:
        return ""


def _materials(session: Session, found: Dossier) -> Iterable[MaterialLine]:
    for line in lines_of(session, found.id, found.required):
        told = {name: value for name, value in asdict(line.required).items() if name != "voucher"}
        yield MaterialLine(**told, files=len(line.files), paper=line.paper is not None)


def _desks(found: Dossier) -> Iterable[DeskLine]:
    for desk in found.case.route if found.case else ():
        said = {"account": desk.by.account, "on_behalf_of": desk.by.on_behalf_of} if desk.by else {}
        decision = desk.decision.value if desk.decision else ""
        yield DeskLine(authority=desk.authority.value, decision=decision, at=desk.at, reason=desk.reason, **said)


def _asset(card: Card) -> AssetLine:
    return AssetLine(
        asset_no=card.asset_no, name=card.name, class_name=card.class_name or card.class_code, model=card.model, quantity=card.quantity,
        original_value_fen=card.original_value_fen, net_value_fen=card.net_value_fen, acquired_on=card.acquired_on, state=card.state,
    )  # fmt: skip


def _names(session: Session, holder: Unit, policy: Policy) -> dict[str, str]:
    """Under which names the unit's department, bureau and government act; the policy's county where the region has no name yet."""
    parts = holder.path.split("/")
    known = {row.id: row.name for row in session.execute(select(unit.c.id, unit.c.name).where(unit.c.id.in_([*parts, holder.region])))}
    above = [part for part in parts if "-" in part and part != holder.id]
    region = known.get(holder.region, "").removesuffix("财政局")
    place = region if region and not region.isascii() else policy.title.partition("行政事业单位")[0]
    return {
        "department_name": known.get(above[0], "") if above else holder.name, "bureau": f"{place}财政局", "government": f"{place}人民政府",
    }  # fmt: skip


def _notice(first: date | None, last: date | None) -> str:
    if first is None:
        return ""
    return f"{day(first)}起" if last is None else f"{day(first)}至{day(last)}"
