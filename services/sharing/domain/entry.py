"""The entry of an asset into the virtual public warehouse: its way through the desks, out of it, and what is seen meanwhile.

An entry is a value: each verb guards itself and answers the step, which holds the entry as it is afterwards, one version
later. What has no verb here cannot happen to an entry.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from services.chassis.errors import Conflict, NotFound, Refused, checked_reason
from services.sharing.domain import sources
from services.sharing.domain.audience import Place, Scope, audience
from services.sharing.domain.feature import Feature, merged
from services.sharing.domain.offer import Asset, Finding, Terms, findings, may_be_offered, refuse_unless_offerable, with_photos
from services.sharing.domain.states import Desk, State


@dataclass(frozen=True, slots=True)
class Owner:
    """The unit whose asset it is."""

    id: str
    budget_code: str
    name: str
    path: str

    @property
    def place(self) -> Place:
        """Its place in the tree."""
        return Place(self.path)


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides: the account, and the post-holder for whom it stands in, if it is a deputy."""

    account: str
    on_behalf_of: str = ""

    @property
    def persons(self) -> frozenset[str]:
        """Everybody whose decision this is."""
        return frozenset({self.account, self.on_behalf_of}) - {""}


@dataclass(frozen=True, slots=True)
class Step:
    """What happened: the entry afterwards, the word of the history, and why; `before` is None where the entry came into being."""

    entry: "Entry"
    operation: str
    before: "Entry | None"
    by: Decider
    reason: str = ""
    article: str = sources.ENTRY

    @property
    def held(self) -> str | None:
        """The reservation that stands from now on, if this step began one."""
        return self.entry.reference if self._reference_before is None else None

    @property
    def freed(self) -> str | None:
        """The reservation that ends with this step."""
        return self._reference_before if self.entry.reference is None else None

    @property
    def _reference_before(self) -> str | None:
        return self.before.reference if self.before else None


@dataclass(frozen=True, slots=True)
class Entry:
    """`local_scope` and `wide_scope` say who sees it now; accounts name people; `reference` is the hold's at the registry."""

    id: UUID
    version: int
    state: State
    owner: Owner
    asset: Asset
    terms: Terms
    findings: tuple[Finding, ...]
    submitted_by: str
    submitted_at: datetime
    changed_at: datetime
    reference: str | None
    local_scope: Scope | None = None
    wide_scope: Scope | None = None
    reason: str = ""
    deciders: frozenset[str] = frozenset()
    withdrawn_by: str | None = None
    before_withdrawal: State | None = None
    national_receipt_no: str = ""
    national_refusal: str = ""
    transfer_mode: str = ""
    receiving_unit: str = ""
    stored_photos: int = 0

    @property
    def photos(self) -> int:
        """How many photos it has: those uploaded, or as long as there are none, those the handler says he holds."""
        return self.stored_photos or self.terms.photos

    @property
    def features(self) -> tuple[Feature, ...]:
        """What is told of the asset by name: by the handler, and by the card where he says nothing else."""
        return merged(self.asset.features, self.terms.features)

    @property
    def shown_to(self) -> frozenset[str]:
        """The audiences who see it now."""
        return frozenset(audience(scope, self.owner.place) for scope in (self.local_scope, self.wide_scope) if scope)

    @property
    def visible_scope(self) -> Scope | None:
        """How far it is shown now."""
        return self.wide_scope or self.local_scope

    @property
    def published(self) -> bool:
        """Whether anybody beside unit and desks sees it; only then a withdrawal needs its desk."""
        return self.local_scope is not None

    def submit_again(self, asset: Asset, terms: Terms, by: str, at: datetime, reference: str, stored_photos: int = 0) -> Step:
        """The handler submits what was returned, with other terms if he likes; what the city sees already, it keeps seeing."""
        if self.state is not State.RETURNED:
            raise already_entered(self.asset.asset_no)
        refuse_unless_offerable(asset, terms.mode)
        again = self._next(
            at, State.SUBMITTED, asset=asset, terms=terms, findings=with_photos(findings(asset, terms), stored_photos or terms.photos),
            submitted_by=by, submitted_at=at, deciders=frozenset(), reason="", reference=self.reference or reference, national_refusal="",
            stored_photos=stored_photos,
        )
        return Step(again, "submitted", self, Decider(by))

    def agree(self, by: Decider, at: datetime, reason: str = "", scope: Scope | None = None) -> Step:
        """The desk agrees; only the authority may set another scope, and one of city or below ends the way there (B-032).

        Refuses who filed it, who decided it before, and every desk but the one where it lies.
        """
        self._decidable(by)
        if scope not in (None, self.terms.scope) and self.state is not State.AUTHORITY_REVIEW:
            raise Refused("scope_not_adjustable", "只有资产管理行政主管部门可以调整调剂共享范围。", sources.ENTRY)
        match self.state:
            case State.SUBMITTED if self.terms.scope.is_local:
                return self._published(by, at, reason, self.terms.scope)
            case State.SUBMITTED:
                sent = self._decided(by, at, State.AUTHORITY_REVIEW, local_scope=Scope.CITY)
                return Step(sent, "sent_to_authority", self, by, reason)
            case State.AUTHORITY_REVIEW if (scope or self.terms.scope).is_local:
                return self._published(by, at, reason, scope or self.terms.scope)
            case State.AUTHORITY_REVIEW:
                agreed = self._decided(by, at, State.AGREED, terms=replace(self.terms, scope=scope or self.terms.scope))
                return Step(agreed, "agreed", self, by, reason)
            case State.AGREED:
                reported = self._decided(by, at, State.REPORTED, wide_scope=self.terms.scope)
                return Step(reported, "reported_to_centre", self, by, reason)
        withdrawn = self._next(at, State.WITHDRAWN, local_scope=None, wide_scope=None, before_withdrawal=None)
        return Step(withdrawn, "withdrawn", self, by, reason, sources.WITHDRAWAL)

    def send_back(self, by: Decider, at: datetime, reason: str) -> Step:
        """The desk disagrees, with a reason (B-037): back to the handler; a withdrawal leaves the entry as it was before.

        What was never published frees its card, so that the handler can put it right.
        """
        self._decidable(by)
        reason = checked_reason(reason, "退回必须说明理由")
        if self.state is State.WITHDRAWAL_REVIEW:
            stands = self._next(at, self.before_withdrawal or State.PUBLISHED_LOCALLY, before_withdrawal=None, reason=reason)
            return Step(stands, "withdrawal_refused", self, by, reason, sources.WITHDRAWAL)
        returned = self._next(at, State.RETURNED, reason=reason, deciders=frozenset(), reference=self.reference if self.published else None)
        return Step(returned, "returned", self, by, reason)

    def withdraw(self, by: str, at: datetime, reason: str = "") -> Step:
        """The handler asks for it back (退仓申请, B-045), whatever desk it lies at; what was never published ends at once."""
        if self.state is State.TAKEN:
            raise Conflict("in_transfer", f"资产 {self.asset.asset_no} 正在调剂。", remedy="不再调剂的，请先在调剂意向中撤销。")
        if self.state in (State.WITHDRAWAL_REVIEW, State.WITHDRAWN) or self.state.ended:
            raise Conflict("already_withdrawn", f"资产 {self.asset.asset_no} 已申请退仓或已退仓。", remedy="请刷新页面查看进展。")
        if not self.published:
            ended = self._next(at, State.CANCELLED, reason=reason.strip(), reference=None)
            return Step(ended, "cancelled", self, Decider(by), reason.strip(), sources.WITHDRAWAL)
        asked = self._next(at, State.WITHDRAWAL_REVIEW, withdrawn_by=by, before_withdrawal=self.state, reason=reason.strip())
        return Step(asked, "withdrawal_requested", self, Decider(by), reason.strip(), sources.WITHDRAWAL)

    def cancel(self, by: str, at: datetime) -> Step:
        """取消调剂共享 (B-048): over, and the card is free; only after the withdrawal was agreed."""
        if self.state is not State.WITHDRAWN:
            raise Refused(
                "withdraw_first", f"资产 {self.asset.asset_no} 尚未退仓，不能取消调剂共享。", sources.WITHDRAWAL,
                "请先提交退仓申请，并由单位审核岗同意。",
            )
        return Step(self._next(at, State.CANCELLED, reference=None), "cancelled", self, Decider(by), article=sources.TAKING_DOWN)

    def leave(self, by: str, at: datetime, reason: str) -> Step:
        """The asset was put to use or written off: the entry ends by itself (B-054)."""
        left = self._next(at, State.LEFT, local_scope=None, wide_scope=None, before_withdrawal=None, reference=None, reason=reason)
        return Step(left, "left", self, Decider(by), reason, sources.LEAVING)

    def stays(self, state: str, *, shareable: bool) -> bool:
        """Whether an asset in this state may go on being offered."""
        return may_be_offered(state, self.terms.mode, shareable=shareable)

    def receipted(self, by: str, at: datetime, receipt_no: str) -> Step:
        """The national platform gave its receipt; a withdrawal under way goes on."""
        here, before = self.state, self.before_withdrawal
        if here is State.REPORTED:
            here = State.PUBLISHED_NATIONALLY
        if before is State.REPORTED:
            before = State.PUBLISHED_NATIONALLY
        told = self._next(at, here, before_withdrawal=before, national_receipt_no=receipt_no, national_refusal="")
        return Step(told, "nationally_published", self, Decider(by))

    def refused_nationally(self, by: str, at: datetime, refusal: str) -> Step:
        """The national platform does not take it as it is; an operator or a withdrawal goes on from here."""
        told = self._next(at, self.state, national_refusal=refusal)
        return Step(told, "nationally_refused", self, Decider(by), refusal)

    def owner_moved(self, by: str, at: datetime, owner: Owner) -> Step:
        """The unit has another place in the tree: others see it now."""
        return Step(self._next(at, self.state, owner=owner), "owner_moved", self, Decider(by))

    def _published(self, by: Decider, at: datetime, reason: str, scope: Scope) -> Step:
        here = self._decided(by, at, State.PUBLISHED_LOCALLY, local_scope=scope, terms=replace(self.terms, scope=scope))
        return Step(here, "published", self, by, reason)

    def _decided(self, by: Decider, at: datetime, state: State, **changes: object) -> Self:
        return self._next(at, state, deciders=self.deciders | by.persons, reason="", **changes)

    def _next(self, at: datetime, state: State, **changes: object) -> Self:
        return replace(self, version=self.version + 1, state=state, changed_at=at, **changes)  # type: ignore[arg-type]  # fields by name

    def _decidable(self, by: Decider) -> None:
        if self.state.desk in (None, Desk.HANDLER):
            raise decided_already()
        if {self.submitted_by, self.withdrawn_by if self.state is State.WITHDRAWAL_REVIEW else None} & by.persons:
            raise Refused("filer_may_not_decide", "申请人不能审核自己提交的申请。", remedy="请由其他审核人员办理。")
        if self.state is not State.WITHDRAWAL_REVIEW and self.deciders & by.persons:
            raise Refused("decided_before", "您已在前一环节审核过这项申请，不能再在这一环节审核。", remedy="请由其他审核人员办理。")


def entered(
    entry_id: UUID, asset: Asset, owner: Owner, terms: Terms, by: str, at: datetime, reference: str, stored_photos: int = 0
) -> Step:
    """A new entry at the unit reviewer's desk; refuses an asset whose state does not allow the mode."""
    refuse_unless_offerable(asset, terms.mode)
    found = with_photos(findings(asset, terms), stored_photos or terms.photos)
    entry = Entry(entry_id, 1, State.SUBMITTED, owner, asset, terms, found, by, at, at, reference, stored_photos=stored_photos)
    return Step(entry, "submitted", None, Decider(by))


def already_entered(asset_no: str) -> Conflict:
    """The answer to who enters an asset that is in the warehouse."""
    return Conflict("already_entered", f"资产 {asset_no} 已在虚拟公物仓中或正在办理。", remedy="需要变更的，请先退仓并取消调剂共享。")


def decided_already() -> Conflict:
    """The answer to who comes second."""
    return Conflict("entry_decided", "这一环节已经办结。", remedy="请刷新页面查看结果。")


def not_found() -> NotFound:
    """The answer for an entry that does not exist, or of which the caller may not know."""
    return NotFound("not_found", "未找到该入仓记录，或它不在您的权限范围内。")
