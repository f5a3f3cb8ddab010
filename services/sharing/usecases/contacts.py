"""How the whole telephone number of an offer is shown: to who sees the offer, with a record of it (B-057)."""

from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import checked_reason
from services.chassis.permissions import require
from services.contracts.permissions import permissions
from services.sharing.domain.entry import Entry
from services.sharing.domain.offer import Contact


def reveal_contact(session: Session, call: Call, one: Entry, reason: str) -> Contact:
    """The contact in full; `one` must have been found within the caller's sight. Refuses an empty reason."""
    require(permissions("sharing"), call.actor, "contact.reveal", one.owner.path, what="入仓记录")
    after = {"asset_no": one.asset.asset_no, "reason": checked_reason(reason, "请说明查看联系方式的原因")}
    audit.record(session, call, audit.Entry("entry.contact_revealed", "entry", str(one.id), one.owner.path, None, after))
    return one.terms.contact
