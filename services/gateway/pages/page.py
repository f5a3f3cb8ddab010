"""What every page has at hand: the caller, the questions it may ask for him, and how it answers (`Page`)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from services.chassis.errors import Forbidden, NotFound, ServiceError
from services.chassis.rpc.client import Origin, ask
from services.gateway.caller import SignedIn, signed_in
from services.gateway.clients.disposal import Disposal
from services.gateway.clients.identity import Identity
from services.gateway.clients.labels import Labels
from services.gateway.clients.registry import Registry
from services.gateway.clients.sharing import Sharing
from services.gateway.own import OwnDesk
from services.gateway.pages.disposal_questions import form_field
from services.gateway.pages.forms import Form, form_of
from services.gateway.pages.menu import may, menu_for
from services.gateway.pages.notices import NOTICES
from services.gateway.pages.rendering import render
from services.gateway.pages.standing_in import StandIns
from services.gateway.problem import problem_of

KEY_FIELD = "idempotency_key"


@dataclass(frozen=True, slots=True)
class Page:
    """One page for one signed-in caller."""

    request: Request
    caller: SignedIn
    form: Form

    def ask(self, method: Any, message: Any, timeout: float = 10.0) -> Any:
        """Ask a service in the caller's name; a form's own key makes a double click one command. Deadline in seconds."""
        return ask(method, message, self.origin(), timeout)

    @property
    def registry(self) -> Registry:
        """The registry's stubs."""
        found: Registry = self.request.app.state.services.registry
        return found

    @property
    def identity(self) -> Identity:
        """Identity's stubs."""
        found: Identity = self.request.app.state.services.identity
        return found

    @property
    def sharing(self) -> Sharing:
        """Sharing's stubs."""
        found: Sharing = self.request.app.state.services.sharing
        return found

    @property
    def disposal(self) -> Disposal:
        """Disposal's stubs."""
        found: Disposal = self.request.app.state.services.disposal
        return found

    @property
    def labels(self) -> Labels:
        """The stubs of labels."""
        found: Labels = self.request.app.state.services.labels
        return found

    def ask_part(self, method: Any, message: Any, part: str, timeout: float = 10.0) -> Any:
        """Ask one of several commands that a single form makes: each gets a key of its own."""
        return ask(method, message, self.keyed_caller.origin_of_part(part), timeout)

    @property
    def keyed_caller(self) -> SignedIn:
        """The caller with the form's idempotency key."""
        return replace(self.caller, idempotency_key=self.form.text(KEY_FIELD)[:100])

    def own_desk(self, operation: str) -> OwnDesk:
        """The caller at the gateway's own database, with the form's key; refuses unless a post allows the gateway's operation."""
        desk = OwnDesk(self.keyed_caller, self.request.app.state.sessions)
        desk.require(operation)
        return desk

    def origin(self) -> Origin:
        """The gRPC metadata of this page's questions."""
        return self.keyed_caller.origin()

    def may(self, operation: str) -> bool:
        """Whether the caller's posts allow `service:operation` anywhere: what it may not, a page does not offer."""
        return may(self.roles, operation)

    def decides(self, operation: str) -> bool:
        """Whether the caller may decide at this desk, in a post of his own or as a deputy."""
        return may(self.roles | self.stands_in_as, operation)

    def require(self, *operations: str) -> list[str]:
        """Those of the operations that the caller's posts allow; refuses with Forbidden when none is."""
        allowed = [operation for operation in operations if self.may(operation)]
        if not allowed:
            raise Forbidden("forbidden", "您的岗位没有此项操作的权限。")
        return allowed

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the caller's posts."""
        return frozenset(post.role for post in self.caller.posts)

    @property
    def stands_in_as(self) -> frozenset[str]:
        """The roles in which the caller stands in for others now."""
        stand_ins: StandIns = self.request.app.state.stand_ins
        return stand_ins.roles_of(self.caller)

    def show(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The page, inside the frame with menu and caller."""
        return render(template, status, page=self, **{"faults": {}, "values": self.form, "error": None, **values})

    def refused(self, template: str, error: ServiceError, **values: Any) -> HTMLResponse:
        """The same form again: what was entered is kept, each fault stands beside its field."""
        problem = problem_of(error, self.caller.request_id)
        faults = {form_field(fault.field): fault.message for fault in error.faults}
        return self.show(template, problem.status, error=error, faults=faults, **values)

    def go(self, path: str, notice: str = "", **query: str | int) -> RedirectResponse:
        """On to another page after something was done; `notice` names what is said there."""
        pairs = {**query, **({"notice": notice} if notice else {})}
        separator = "&" if "?" in path else "?"
        return RedirectResponse(f"{path}{separator + urlencode(pairs) if pairs else ''}", 303)

    def new_key(self) -> str:
        """A fresh idempotency key for a form."""
        return str(uuid4())

    @property
    def notice(self) -> str:
        """What the last step says about itself."""
        text = NOTICES.get(self.request.query_params.get("notice", ""), "")
        return text.format_map(_Counts(self.request.query_params)) if text else ""

    @property
    def menu(self) -> Any:
        """The caller's menu."""
        return menu_for(self.roles, self.stands_in_as)

    def is_here(self, href: str) -> bool:
        """Whether a menu entry leads to this page or above it."""
        path = self.request.url.path
        return path == href or (href != "/" and path.startswith(f"{href}/"))

    def query(self, name: str) -> str:
        """One query parameter, trimmed; empty when missing."""
        return self.request.query_params.get(name, "").replace("\0", "").strip()

    def query_number(self, name: str) -> int:
        """One query parameter as a whole number; 0 when missing or none."""
        text = self.query(name)
        return int(text) if text.isdecimal() and len(text) <= 18 else 0


class _Counts(dict[str, str]):
    def __init__(self, query: Mapping[str, str]) -> None:
        super().__init__({name: value for name, value in query.items() if value.isdecimal()})

    def __missing__(self, key: str) -> str:
        return ""


async def page_of(request: Request, caller: Annotated[SignedIn, Depends(signed_in)], form: Annotated[Form, Depends(form_of)]) -> Page:
    """The page of this request; raises Unauthenticated when nobody is signed in."""
    if "\0" in request.scope["path"]:
        raise NotFound("not_found", "没有这个地址。")
    return Page(request, caller, form)


ThePage = Annotated[Page, Depends(page_of)]
