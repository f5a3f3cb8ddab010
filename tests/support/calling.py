"""How tests call a service of a running installation over gRPC for a person who is signed in to the REST API."""

from collections.abc import Iterator
from contextlib import contextmanager

import grpc
from httpx2 import Client

from services.chassis.rpc.client import Origin, ask, channel
from services.contracts.rpc.identity.v1.sessions_pb2 import AuthenticateRequest
from services.contracts.rpc.identity.v1.sessions_pb2_grpc import SessionServiceStub
from tests.support.stack import Stack


@contextmanager
def calling(stack: Stack, service: str, client: Client) -> Iterator[tuple[grpc.Channel, Origin]]:
    """The service's server, and who calls it."""
    addresses = stack.files.read("gateway")
    token = client.headers["Authorization"].removeprefix("Bearer ")
    with channel(addresses["GUANZI_GATEWAY_IDENTITY_ADDRESS"]) as identity:
        access = ask(SessionServiceStub(identity).Authenticate, AuthenticateRequest(token=token), Origin("", "tests")).access_token
    with channel(addresses[f"GUANZI_GATEWAY_{service.upper()}_ADDRESS"]) as link:
        yield link, Origin(access, "tests")
