"""Entries for the domain's tests, brought to any state by their own verbs."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from services.sharing.domain import handover
from services.sharing.domain.audience import Scope
from services.sharing.domain.entry import Decider, Entry, Owner, Step, entered
from services.sharing.domain.offer import Asset, Contact, Mode, Terms

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OWNER = Owner("310151-004011", "004011", "城桥中学", "31/3101/310151/310151-004001/310151-004011")
ASSET = Asset(
    "004011-1", 3, "台式计算机", "A02010105", "idle", shareable=False, acquired_on=date(2024, 3, 15), place="东院/1号楼/2层/203室",
    place_complete=True,
)  # fmt: skip
HANDLER, REVIEWER, AUTHORITY, PROVINCE = "handler", Decider("reviewer"), Decider("authority"), Decider("province")


def terms(scope: Scope = Scope.CITY, mode: Mode = Mode.TRANSFER, photos: int = 4) -> Terms:
    return Terms(mode, scope, Contact("张老师", "13800005678"), photos)


def submitted(scope: Scope = Scope.CITY, mode: Mode = Mode.TRANSFER, asset: Asset = ASSET) -> Entry:
    return entered(UUID(int=1), asset, OWNER, terms(scope, mode), HANDLER, NOW, "R-1").entry


def at_authority(scope: Scope = Scope.NATION) -> Entry:
    return submitted(scope).agree(REVIEWER, LATER).entry


def at_province(scope: Scope = Scope.NATION) -> Entry:
    return at_authority(scope).agree(AUTHORITY, LATER).entry


def reported(scope: Scope = Scope.NATION) -> Entry:
    return at_province(scope).agree(PROVINCE, LATER).entry


def published(scope: Scope = Scope.CITY) -> Entry:
    return submitted(scope).agree(REVIEWER, LATER).entry


def returned_before_publication() -> Entry:
    return submitted().send_back(REVIEWER, LATER, "照片不清").entry


def returned_after_publication() -> Entry:
    return at_authority().send_back(AUTHORITY, LATER, "请核对规格").entry


def nationally_published() -> Entry:
    return reported().receipted("service:sharing", LATER, "QG-1").entry


def asked_back(one: Entry) -> Entry:
    return one.withdraw(HANDLER, LATER, "另有用途").entry


def withdrawn() -> Entry:
    return asked_back(published()).agree(REVIEWER, LATER).entry


def cancelled() -> Entry:
    return withdrawn().cancel(HANDLER, LATER).entry


def left() -> Entry:
    return published().leave("service:sharing", LATER, "已核销").entry


def taken() -> Entry:
    return handover.take(published(), "receiver", LATER, "东门小学").entry


def transferred() -> Entry:
    return handover.transfer(taken(), "service:sharing", LATER, handover.TransferMode.FREE_TRANSFER, "东门小学").entry


EVERY = {
    "submitted": submitted, "returned_before_publication": returned_before_publication,
    "returned_after_publication": returned_after_publication, "published_locally": published, "authority_review": at_authority,
    "agreed": at_province, "reported": reported, "published_nationally": nationally_published,
    "withdrawal_review": lambda: asked_back(published()), "withdrawn": withdrawn, "cancelled": cancelled, "left": left,
    "taken": taken, "transferred": transferred,
}  # fmt: skip
VERBS = {
    "agree": lambda one: one.agree(Decider("somebody else"), LATER),
    "send_back": lambda one: one.send_back(Decider("somebody else"), LATER, "理由"),
    "submit_again": lambda one: one.submit_again(ASSET, terms(), HANDLER, LATER, "R-2"),
    "withdraw": lambda one: one.withdraw(HANDLER, LATER),
    "cancel": lambda one: one.cancel(HANDLER, LATER),
}


def outcome(step: Step) -> tuple[str, str]:
    return step.operation, step.entry.state.value
