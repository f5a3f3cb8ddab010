"""Identity with real parts: a database of its own, the whole gRPC server in this process, organisations and accounts."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import grpc
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from services.chassis.actor import Actor, Call, Post
from services.chassis.database import engine_for, sessions_of
from services.chassis.rpc.client import OPTIONS, Origin, ask, channel
from services.chassis.rpc.server import Boundary
from services.chassis.tokens import verifier
from services.contracts.rpc.chassis.v1.operations_pb2_grpc import OperationsServiceStub
from services.contracts.rpc.identity.v1 import sessions_pb2
from services.contracts.rpc.identity.v1.accounts_pb2_grpc import AccountServiceStub
from services.contracts.rpc.identity.v1.organisations_pb2_grpc import OrganisationServiceStub
from services.contracts.rpc.identity.v1.sessions_pb2_grpc import SessionServiceStub
from services.identity.hashing import Hasher
from services.identity.server.__main__ import identity
from services.identity.settings import Settings
from services.identity.usecases.accounts import CreateAccount, create_account
from services.identity.usecases.organisations import import_organisations
from services.identity.usecases.posts import grant_post
from services.operations.signing_keys import keep_signing_keys

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PASSWORD = "Lvshu-2026-chengqiao"
INITIAL = "123qweQWE"  # B-015
ORGANISATIONS = """单位预算编码,单位名称,单位类型,上级单位预算编码,财政区划,统一社会信用代码,经费形式
002001,区财政局,主管部门,,310151,11310151MB10079193,全额
004001,区教育局,主管部门,,310151,11310151MB10237578,全额
004011,城桥中学,事业单位,004001,310151,12310151MB1031676P,全额
004012,东门小学,事业单位,004001,310151,12310151MB1039595T,差额
002001,县财政局,主管部门,,430121,,全额
""".encode()


def as_operator(at=NOW):
    """The operator of the machine: every administrator's post at every root, and no account."""
    roles = ("system_administrator", "security_administrator", "audit_administrator")
    return Call(Actor("operator:test", "运维", tuple(Post(role, root, root) for role in roles for root in ("31", "43"))), at, str(uuid4()))


@pytest.fixture(scope="session")
def hasher():
    return Hasher()


@pytest.fixture
def identity_url(database):
    return database("identity")


@pytest.fixture
def sessions(identity_url):
    engine = engine_for(identity_url)
    yield sessions_of(engine)
    engine.dispose()


@pytest.fixture
def organisations(sessions):
    with sessions.begin() as session:
        assert import_organisations(session, as_operator(), ORGANISATIONS, commit=True).committed


@pytest.fixture
def account(sessions, hasher, organisations):
    """Make an account with a post; its password is PASSWORD and need not be changed."""

    def make(name, role="unit_handler", at="310151-004011", *, must_change=False, password=PASSWORD):
        with sessions.begin() as session:
            cmd = CreateAccount(name, f"{name}的人", at, hasher.hash(password), must_change=must_change)
            create_account(session, as_operator(), cmd)
            if role:
                grant_post(session, as_operator(), name, role, at)
        return name

    return make


@pytest.fixture
def asked(sessions):
    """Ask the database one question and get its rows."""

    def ask_database(question):
        with sessions() as session:
            return [tuple(row) for row in session.execute(text(question))]

    return ask_database


@dataclass
class Stubs:
    """Identity over gRPC, as a caller sees it."""

    sessions: SessionServiceStub
    organisations: OrganisationServiceStub
    accounts: AccountServiceStub
    operations: OperationsServiceStub
    signed_in: dict = field(default_factory=dict)

    def sign_in(self, account, password=PASSWORD):
        request = sessions_pb2.SignInRequest(account=account, password=password, address="192.0.2.7", user_agent="Firefox")
        return ask(self.sessions.SignIn, request, Origin("", "test"))

    def authenticate(self, token):
        return ask(self.sessions.Authenticate, sessions_pb2.AuthenticateRequest(token=token), Origin("", "test"))

    def as_(self, account, key=""):
        """The origin of a signed-in account."""
        if account not in self.signed_in:
            self.signed_in[account] = self.sign_in(account).token
        return Origin(self.authenticate(self.signed_in[account]).access_token, "test", key)


@pytest.fixture
def rpc(sessions, identity_url, tmp_path):
    private, public = keep_signing_keys(tmp_path / "keys")
    settings = Settings(
        database_url=identity_url, amqp_url=SecretStr("amqp://unused"), identity_keys=public, signing_key=private,
        initial_password=SecretStr(INITIAL)
    )
    whole = identity(settings)
    boundary = Boundary(verifier(public), whole.open_methods)
    server = grpc.server(ThreadPoolExecutor(4), interceptors=[boundary], options=OPTIONS)
    whole.register(server, sessions)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with channel(f"127.0.0.1:{port}") as line:
        yield Stubs(SessionServiceStub(line), OrganisationServiceStub(line), AccountServiceStub(line), OperationsServiceStub(line))
    server.stop(0).wait()
