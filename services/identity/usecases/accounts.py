"""How accounts come to be, are disabled and come back, and how their holders are reached."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from stdnum.iso7064 import mod_11_2

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.audit import Entry
from services.chassis.errors import Conflict, FieldFault, Invalid, Refused
from services.chassis.masking import mask_id_number, mask_phone
from services.identity import events, tables
from services.identity.domain.account import ACCOUNT_NAME, Account, AccountKind, suggested_name
from services.identity.domain.organisation import Organisation
from services.identity.finding import account_allowed, organisation_allowed
from services.identity.usecases.sessions import end_all

_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}", re.ASCII)
_ID_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)


@dataclass(frozen=True, slots=True)
class CreateAccount:
    """A new account at `at` (id, budget code or region code); an empty `account` takes the suggestion (B-014).

    `secret_hash` is what `hashing` made of the first secret; `must_change` demands another at the first sign-in (B-015).
    """

    account: str
    name: str
    at: str
    secret_hash: str
    kind: AccountKind = AccountKind.PERSON
    must_change: bool = True
    phone: str = ""
    id_number: str = ""


def create_account(session: Session, call: Call, cmd: CreateAccount) -> Account:
    """Register an account without posts; the security administrator grants those. Refuses a taken name with Conflict."""
    home = organisation_allowed(session, call, "account.manage", cmd.at)
    account = _new_account(cmd, cmd.account.strip() or suggest_name(session, home), home, call)
    if session.get(Account, account.account) is not None:
        raise Conflict("account_exists", f"账号 {account.account} 已经存在。", remedy="请换一个账号名；忘记密码时请重置密码。")
    session.add(account)
    session.flush()
    session.execute(
        insert(tables.credential).values(
            account=account.account, secret_hash=cmd.secret_hash, must_change=cmd.must_change, changed_at=call.at
        )
    )
    outbox.append(session, events.account_created(account, call))
    audit.record(session, call, Entry("account.create", "identity.account", account.account, home.path, after=masked(account)))
    return account


def suggest_name(session: Session, home: Organisation) -> str:
    """Fiscal region + unit budget code (B-014), numbered where taken."""
    base = f"{home.region}{home.budget_code}"
    taken = session.scalars(select(tables.account.c.account).where(tables.account.c.account.startswith(base, autoescape=True)))
    return suggested_name(home.region, home.budget_code, set(taken))


def disable_account(session: Session, call: Call, name: str, reason: str) -> None:
    """Keep an account from signing in and end its sessions, all in one transaction. Nobody disables himself."""
    account, path = account_allowed(session, call, "account.manage", name, lock=True)
    if name == call.actor.account:
        raise Refused("own_account", "不能停用自己的账号。", remedy="请由另一位系统管理员办理。")
    account.disable()
    ended = end_all(session, name, call.at, "disabled")
    outbox.append(session, events.account_disabled(account, call))
    after = {"disabled": True, "reason": reason, "sessions_ended": ended}
    audit.record(session, call, Entry("account.disable", "identity.account", name, path, {"disabled": False}, after))


def enable_account(session: Session, call: Call, name: str) -> None:
    """Let an account sign in again."""
    account, path = account_allowed(session, call, "account.manage", name, lock=True)
    account.enable()
    outbox.append(session, events.account_enabled(account, call))
    audit.record(session, call, Entry("account.enable", "identity.account", name, path, {"disabled": True}, {"disabled": False}))


def unmask_contact(session: Session, call: Call, name: str, reason: str) -> tuple[str, str]:
    """Phone and identity number in full; the record says who asked and why, not what he saw (C-050)."""
    account, path = account_allowed(session, call, "contact.unmask", name)
    if not reason.strip():
        raise Invalid("reason_missing", "请填写查看个人信息的理由。", faults=(FieldFault("reason", "empty", "请填写理由。"),))
    audit.record(session, call, Entry("contact.unmask", "identity.account", name, path, after={"reason": reason}))
    return account.phone, account.id_number


def masked(account: Account) -> dict[str, Any]:
    """The account as records show it."""
    return {
        "account": account.account, "name": account.name, "kind": account.kind, "org_id": account.org_id,
        "phone": mask_phone(account.phone), "id_number": mask_id_number(account.id_number),
    }


def _new_account(cmd: CreateAccount, name: str, home: Organisation, call: Call) -> Account:
    id_number = cmd.id_number.strip().upper()
    faults = _faults(name, cmd.name.strip(), cmd.phone.strip(), id_number)
    if faults:
        raise Invalid("account_invalid", "账号信息有误：" + "".join(fault.message for fault in faults), faults=faults)
    return Account(
        account=name, name=cmd.name.strip(), kind=cmd.kind, org_id=home.id, phone=cmd.phone.strip(), id_number=id_number, created_at=call.at
    )


def _faults(account: str, name: str, phone: str, id_number: str) -> tuple[FieldFault, ...]:
    found = []
    if not ACCOUNT_NAME.fullmatch(account):
        found.append(FieldFault("account", "form", "账号由 3 到 64 位字母、数字或 . _ @ - 组成，以字母或数字开头。"))
    if not 1 <= len(name) <= 100:
        found.append(FieldFault("name", "length", "姓名须为 1 到 100 个字。"))
    if phone and not _PHONE.fullmatch(phone):
        found.append(FieldFault("phone", "form", "联系方式须为 11 位手机号或带区号的座机号。"))
    if id_number and not (_ID_NUMBER.fullmatch(id_number) and mod_11_2.is_valid(id_number)):
        found.append(FieldFault("id_number", "check_digit", "身份证号须为 18 位且校验位正确。"))
    return tuple(found)
