"""How tests get organisations and signed-in accounts: identity's own use cases on its database, then the REST API."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from uuid import uuid4

import httpx2
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call, Post
from services.chassis.database import engine_for, sessions_of
from services.contracts.roles import Role
from services.identity.domain.account import AccountKind
from services.identity.hashing import Hasher, hash_random
from services.identity.usecases.accounts import CreateAccount, create_account
from services.identity.usecases.organisations import import_organisations
from services.identity.usecases.posts import grant_post
from services.operations.processes import wait_until
from tests.support.stack import Stack

HEADER = "单位预算编码,单位名称,单位类型,上级单位预算编码,财政区划,统一社会信用代码,经费形式"
PASSWORD = "Chengqiao-7531-Zhongxue"
_EVERYWHERE = tuple(
    Post(role.value, str(code), str(code)) for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR) for code in range(11, 100)
)


def _is_known(watcher: httpx2.Client, unit: str) -> bool:
    return watcher.get("/api/v1/registry/totals", params={"unit": unit}).status_code == 200


def operator() -> Call:
    """The operator of the machine, as identity's commands run."""
    return Call(Actor("operator:test", "运维", _EVERYWHERE), datetime.now(UTC), str(uuid4()))


@dataclass
class People:
    """Organisations and accounts of one installation."""

    stack: Stack

    @cached_property
    def _hashed(self) -> str:
        return Hasher().hash(PASSWORD)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction on identity's database."""
        engine = engine_for(self.stack.database_url("identity"), pool=1, application="tests")
        try:
            with sessions_of(engine).begin() as session:
                yield session
        finally:
            engine.dispose()

    def organise(self, *rows: str) -> None:
        """Store organisations, one CSV row each, and wait until the registry has heard of them; again changes nothing."""
        with self.session() as session:
            done = import_organisations(session, operator(), "\n".join([HEADER, *rows]).encode(), commit=True)
            assert not done.reading.faults, done.reading.faults
        units = [(row.split(",")[4], row.split(",")[0]) for row in rows]
        for province in {region[:2] for region, _ in units}:
            with closing(self.client(self.account(f"watcher-{uuid4().hex[:12]}", Role.PROVINCIAL_FINANCE, province))) as watcher:
                for region, code in units:
                    if region.startswith(province):
                        wait_until(partial(_is_known, watcher, f"{region}-{code}"), 60, f"the registry has not heard of {code}")

    def account(self, name: str, role: str, at: str, *, must_change: bool = False) -> str:
        """An account with one post; its password is PASSWORD."""
        with self.session() as session:
            made = create_account(session, operator(), CreateAccount(name, name, at, self._hashed, must_change=must_change))
            if role:
                grant_post(session, operator(), made.account, role, made.org_id)
            return made.account

    def machine(self, name: str, at: str, secret: str) -> None:
        """A machine account without posts."""
        with self.session() as session:
            create_account(session, operator(), CreateAccount(name, name, at, hash_random(secret), AccountKind.MACHINE, must_change=False))

    def client(self, name: str = "", password: str = PASSWORD) -> httpx2.Client:
        """A client of the REST API, signed in where a name is given."""
        client = httpx2.Client(base_url=self.stack.base_url, timeout=60)
        if name:
            answer = client.post("/api/v1/sessions", json={"account": name, "password": password})
            assert answer.status_code == 201, answer.text
            client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return client
