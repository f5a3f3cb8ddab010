"""What identity is asked: sessions, organisations, accounts, and what every service answers to operators."""

from dataclasses import dataclass
from datetime import UTC
from typing import Self

import grpc

from services.chassis.rpc.client import Origin, ask
from services.contracts.rpc.chassis.v1.operations_pb2_grpc import OperationsServiceStub
from services.contracts.rpc.identity.v1.accounts_pb2_grpc import AccountServiceStub
from services.contracts.rpc.identity.v1.organisations_pb2_grpc import OrganisationServiceStub
from services.contracts.rpc.identity.v1.sessions_pb2 import AuthenticateRequest, AuthenticateResponse
from services.contracts.rpc.identity.v1.sessions_pb2_grpc import SessionServiceStub
from services.gateway.session import HeldPost, Principal

AUTHENTICATE_SECONDS = 5.0


@dataclass(frozen=True)
class Identity:
    """Identity's stubs."""

    sessions: SessionServiceStub
    accounts: AccountServiceStub
    organisations: OrganisationServiceStub
    operations: OperationsServiceStub

    @classmethod
    def over(cls, channel: grpc.Channel) -> Self:
        """The stubs over one channel."""
        return cls(
            SessionServiceStub(channel), AccountServiceStub(channel), OrganisationServiceStub(channel), OperationsServiceStub(channel)
        )

    def authenticate(self, token: str, origin: Origin) -> Principal:
        """Who a session token belongs to; raises Unauthenticated when it is unknown or over."""
        answer: AuthenticateResponse = ask(self.sessions.Authenticate, AuthenticateRequest(token=token), origin, AUTHENTICATE_SECONDS)
        posts = tuple(HeldPost(p.role, p.role_name, p.org_id, p.org_name, p.budget_code, p.path) for p in answer.posts)
        return Principal(
            account=answer.account, name=answer.name, kind=answer.kind, posts=posts, session_id=answer.session_id,
            expires_at=answer.expires_at.ToDatetime(UTC), must_change_password=answer.must_change_password,
            access_token=answer.access_token, access_expires_at=answer.access_expires_at.ToDatetime(UTC),
        )
