"""How identity's views become messages."""



from services.chassis.rpc.stamps import moment
from services.contracts.roles import TERMS
from services.contracts.rpc.identity.v1.accounts_pb2 import Account
from services.contracts.rpc.identity.v1.actor_pb2 import Post
from services.contracts.rpc.identity.v1.organisations_pb2 import ImportFault, ImportOrganisationsResponse, Organisation
from services.contracts.rpc.identity.v1.sessions_pb2 import SessionSummary
from services.identity.domain import organisation
from services.identity.domain.organisation_file import FileFault
from services.identity.queries.accounts import AccountView
from services.identity.queries.sessions import SessionView
from services.identity.seats import SeatedPost
from services.identity.usecases.organisations import Imported


def post_message(post: SeatedPost) -> Post:
    """A post with the names that people read."""
    return Post(
        role=post.role, role_name=TERMS[post.role].chinese, org_id=post.org_id, org_name=post.org_name,
        budget_code=post.budget_code, path=post.path,
    )


def session_message(view: SessionView) -> SessionSummary:
    """A live session."""
    return SessionSummary(
        id=str(view.id), signed_in_at=moment(view.signed_in_at), last_seen_at=moment(view.last_seen_at),
        expires_at=moment(view.expires_at), address=view.address, user_agent=view.user_agent, current=view.current,
    )


def organisation_message(found: organisation.Organisation, children: int = 0) -> Organisation:
    """An organisation with the words of the sources beside the values."""
    return Organisation(
        id=found.id, budget_code=found.budget_code, name=found.name, kind=found.kind, kind_name=found.kind.chinese, region=found.region,
        parent_id=found.parent_id or "", path=found.path, funding=found.funding, funding_name=found.funding.chinese,
        credit_code=found.credit_code, active=found.active, version=found.version, children=children,
    )


def account_message(view: AccountView) -> Account:
    """An account, its personal data masked by the query already."""
    return Account(
        account=view.account, name=view.name, kind=view.kind, org_id=view.org_id, org_name=view.org_name,
        posts=[post_message(post) for post in view.posts], disabled=view.disabled, must_change_password=view.must_change_password,
        locked_until=moment(view.locked_until), created_at=moment(view.created_at),
        last_sign_in_at=moment(view.last_sign_in_at), phone=view.phone, id_number=view.id_number, version=view.version,
    )


def import_message(imported: Imported) -> ImportOrganisationsResponse:
    """What an import found and did."""
    return ImportOrganisationsResponse(
        rows=imported.reading.rows, registered=imported.registered, changed=imported.changed, unchanged=imported.unchanged,
        faults=[_fault(fault) for fault in imported.reading.faults], warnings=[_fault(fault) for fault in imported.reading.warnings],
        committed=imported.committed,
    )


def _fault(fault: FileFault) -> ImportFault:
    return ImportFault(row=fault.row, column=fault.column, code=fault.code, message=fault.message, value=fault.value[:100])
