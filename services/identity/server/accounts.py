"""Which commands and questions `identity.v1.AccountService` carries."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import grpc
from google.protobuf.message import Message
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.actor import Call
from services.chassis.request_keys import once
from services.chassis.rpc.server import current_call
from services.contracts.rpc.identity.v1 import accounts_pb2 as pb
from services.contracts.rpc.identity.v1.accounts_pb2_grpc import AccountServiceServicer
from services.identity.domain.account import AccountKind
from services.identity.finding import organisation_allowed
from services.identity.hashing import Hasher, hash_random, new_secret
from services.identity.queries.accounts import get_account, list_accounts
from services.identity.server.messages import account_message
from services.identity.usecases import accounts, posts
from services.identity.usecases.accounts import CreateAccount, create_account
from services.identity.usecases.passwords import first_password, kind_of, new_credential, reset_password
from services.identity.usecases.sign_in import unlock_account

Context = grpc.ServicerContext
Answer = TypeVar("Answer", bound=Message)


class Accounts(AccountServiceServicer):
    """Accounts and their posts. Secrets are shown in the first answer and never stored with it."""

    def __init__(self, sessions: sessionmaker[Session], hasher: Hasher, initial_password: str) -> None:
        self._sessions, self._hasher, self._initial = sessions, hasher, initial_password

    def ListAccounts(self, request: pb.ListAccountsRequest, context: Context) -> pb.ListAccountsResponse:
        """Accounts within the caller's reach."""
        with self._sessions.begin() as session:
            page = list_accounts(
                session, current_call(),
                query=request.query, org_id=request.org_id, role=request.role, limit=request.limit, cursor=request.cursor,
            )
        listed = [account_message(view) for view in page.items]
        return pb.ListAccountsResponse(accounts=listed, next_cursor=page.next_cursor, total=page.total)

    def GetAccount(self, request: pb.GetAccountRequest, context: Context) -> pb.GetAccountResponse:
        """One account."""
        with self._sessions.begin() as session:
            return pb.GetAccountResponse(account=account_message(get_account(session, current_call(), request.account)))

    def SuggestAccountName(self, request: pb.SuggestAccountNameRequest, context: Context) -> pb.SuggestAccountNameResponse:
        """What B-014 would call the next account of an organisation."""
        with self._sessions.begin() as session:
            home = organisation_allowed(session, current_call(), "account.manage", request.org_id)
            return pb.SuggestAccountNameResponse(account=accounts.suggest_name(session, home))

    def CreateAccount(self, request: pb.CreateAccountRequest, context: Context) -> pb.CreateAccountResponse:
        """A person's account with an initial password (B-015)."""
        secret = first_password(self._initial)
        cmd = CreateAccount(
            request.account, request.name, request.org_id, self._hasher.hash(secret), phone=request.phone, id_number=request.id_number
        )

        def do(session: Session, call: Call) -> pb.CreateAccountResponse:
            return pb.CreateAccountResponse(account=create_account(session, call, cmd).account)

        answer, first = self._once(request, pb.CreateAccountResponse, do)
        return pb.CreateAccountResponse(account=answer.account, initial_password=secret if first else "")

    def CreateMachineAccount(self, request: pb.CreateMachineAccountRequest, context: Context) -> pb.CreateMachineAccountResponse:
        """A machine's account with a client credential."""
        secret, kind = new_secret(), AccountKind.MACHINE
        cmd = CreateAccount(request.account, request.name, request.org_id, hash_random(secret), kind, must_change=False)

        def do(session: Session, call: Call) -> pb.CreateMachineAccountResponse:
            return pb.CreateMachineAccountResponse(client_id=create_account(session, call, cmd).account)

        answer, first = self._once(request, pb.CreateMachineAccountResponse, do)
        return pb.CreateMachineAccountResponse(client_id=answer.client_id, client_secret=secret if first else "")

    def ResetPassword(self, request: pb.ResetPasswordRequest, context: Context) -> pb.ResetPasswordResponse:
        """A random password that must be changed, never the published one (B-015); a new secret for a machine."""
        with self._sessions.begin() as session:
            kind = kind_of(session, current_call(), request.account)
        secret, stored = new_credential(self._hasher, kind)
        do = partial(reset_password, name=request.account, secret_hash=stored)
        first = self._done(request, pb.ResetPasswordResponse, do)
        return pb.ResetPasswordResponse(initial_password=secret if first else "")

    def DisableAccount(self, request: pb.DisableAccountRequest, context: Context) -> pb.DisableAccountResponse:
        """No further signing in, and the sessions end."""
        do = partial(accounts.disable_account, name=request.account, reason=request.reason)
        self._done(request, pb.DisableAccountResponse, do)
        return pb.DisableAccountResponse()

    def EnableAccount(self, request: pb.EnableAccountRequest, context: Context) -> pb.EnableAccountResponse:
        """Signing in is possible again."""
        self._done(request, pb.EnableAccountResponse, partial(accounts.enable_account, name=request.account))
        return pb.EnableAccountResponse()

    def UnlockAccount(self, request: pb.UnlockAccountRequest, context: Context) -> pb.UnlockAccountResponse:
        """Lift a lock-out."""
        self._done(request, pb.UnlockAccountResponse, partial(unlock_account, name=request.account))
        return pb.UnlockAccountResponse()

    def GrantPost(self, request: pb.GrantPostRequest, context: Context) -> pb.GrantPostResponse:
        """One post more."""
        do = partial(posts.grant_post, name=request.account, role=request.role, at=request.org_id)
        self._done(request, pb.GrantPostResponse, do)
        return pb.GrantPostResponse()

    def RevokePost(self, request: pb.RevokePostRequest, context: Context) -> pb.RevokePostResponse:
        """One post less."""
        do = partial(posts.revoke_post, name=request.account, role=request.role, at=request.org_id)
        self._done(request, pb.RevokePostResponse, do)
        return pb.RevokePostResponse()

    def UnmaskContact(self, request: pb.UnmaskContactRequest, context: Context) -> pb.UnmaskContactResponse:
        """Personal data in full; each asking is recorded anew, so no answer is stored."""
        with self._sessions.begin() as session:
            phone, id_number = accounts.unmask_contact(session, current_call(), request.account, request.reason)
        return pb.UnmaskContactResponse(phone=phone, id_number=id_number)

    def _once(self, request: Message, kind: type[Answer], do: Callable[[Session, Call], Answer]) -> tuple[Answer, bool]:
        """The answer of a command, and whether it was done now or is the stored one of the same request."""
        call, done = current_call(), []
        with self._sessions.begin() as session:

            def answer() -> bytes:
                done.append(True)
                return do(session, call).SerializeToString()

            stored = once(session, call, request.DESCRIPTOR.full_name, request.SerializeToString(deterministic=True), answer)
        return kind.FromString(stored), bool(done)

    def _done(self, request: Message, kind: type[Answer], do: Callable[[Session, Call], None]) -> bool:
        def answer(session: Session, call: Call) -> Answer:
            do(session, call)
            return kind()

        return self._once(request, kind, answer)[1]
