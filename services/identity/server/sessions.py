"""Which commands and questions `identity.v1.SessionService` carries. None of them is answered from a stored answer."""

from dataclasses import replace

import grpc
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.rpc.server import current_call
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.identity.v1 import sessions_pb2 as pb
from services.contracts.rpc.identity.v1.sessions_pb2_grpc import SessionServiceServicer
from services.identity.domain.account import AccountKind
from services.identity.hashing import Hasher
from services.identity.queries.sessions import list_sessions
from services.identity.server.messages import post_message, session_message
from services.identity.signing import Issue
from services.identity.usecases import sessions as usecases
from services.identity.usecases.passwords import ChangePassword, change_password
from services.identity.usecases.sign_in import SignIn, sign_in

OPEN_METHODS = frozenset(f"/identity.v1.SessionService/{name}" for name in ("SignIn", "MachineSignIn", "Authenticate"))
Context = grpc.ServicerContext


class Sessions(SessionServiceServicer):
    """Who is signed in."""

    def __init__(self, sessions: sessionmaker[Session], hasher: Hasher, issue: Issue, initial_password: str) -> None:
        self._sessions, self._hasher, self._issue, self._initial = sessions, hasher, issue, initial_password

    def SignIn(self, request: pb.SignInRequest, context: Context) -> pb.SignInResponse:
        """Password in, session out."""
        cmd = SignIn(request.account.strip(), request.password, request.address, request.user_agent)
        done = sign_in(self._sessions, self._hasher, cmd, current_call())
        return pb.SignInResponse(token=done.token, expires_at=moment(done.expires_at), must_change_password=done.must_change_password)

    def MachineSignIn(self, request: pb.MachineSignInRequest, context: Context) -> pb.MachineSignInResponse:
        """Client credential in, session out."""
        cmd = SignIn(request.client_id, request.client_secret, request.address, request.user_agent, AccountKind.MACHINE)
        done = sign_in(self._sessions, self._hasher, cmd, current_call())
        return pb.MachineSignInResponse(token=done.token, expires_at=moment(done.expires_at))

    def Authenticate(self, request: pb.AuthenticateRequest, context: Context) -> pb.AuthenticateResponse:
        """Session token in, access token out."""
        at = current_call().at
        with self._sessions.begin() as session:
            found = usecases.authenticate(session, request.token, at)
        token, token_over = self._issue(found.actor, at)
        return pb.AuthenticateResponse(
            access_token=token, access_expires_at=moment(token_over), session_id=found.actor.session_id, account=found.actor.account,
            name=found.actor.name, posts=[post_message(post) for post in found.posts], must_change_password=found.must_change_password,
            expires_at=moment(found.expires_at), kind=found.kind,
        )

    def SignOut(self, request: pb.SignOutRequest, context: Context) -> pb.SignOutResponse:
        """End the present session."""
        with self._sessions.begin() as session:
            usecases.sign_out(session, current_call())
        return pb.SignOutResponse()

    def SignOutEverywhere(self, request: pb.SignOutEverywhereRequest, context: Context) -> pb.SignOutEverywhereResponse:
        """End all of the caller's sessions."""
        with self._sessions.begin() as session:
            return pb.SignOutEverywhereResponse(ended=usecases.sign_out_everywhere(session, current_call()))

    def ListSessions(self, request: pb.ListSessionsRequest, context: Context) -> pb.ListSessionsResponse:
        """Live sessions."""
        with self._sessions.begin() as session:
            views = list_sessions(session, current_call(), request.account)
        return pb.ListSessionsResponse(sessions=[session_message(view) for view in views])

    def EndSession(self, request: pb.EndSessionRequest, context: Context) -> pb.EndSessionResponse:
        """End one session."""
        with self._sessions.begin() as session:
            usecases.end_session(session, current_call(), request.session_id)
        return pb.EndSessionResponse()

    def ChangePassword(self, request: pb.ChangePasswordRequest, context: Context) -> pb.ChangePasswordResponse:
        """A new password of one's own; the idempotency key is left aside, since its digest would cover passwords."""
        cmd = ChangePassword(request.old_password, request.new_password, (self._initial,), request.keep_token)
        done = change_password(self._sessions, self._hasher, cmd, replace(current_call(), idempotency_key=""))
        return pb.ChangePasswordResponse(token=done.token, expires_at=moment(done.expires_at))
