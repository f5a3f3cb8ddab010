"""Fixtures of the browser tests: Chromium, windows at both widths, a unit and accounts of their own."""

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from os import getpid

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import ARGUMENTS, HEIGHTS, Visitor
from tests.gateway.conftest import ORGANISATIONS
from tests.support import stack as stacks
from tests.support.parts import Run
from tests.support.people import People
from tests.support.stack import Stack

UNITS = {1280: "004091", 390: "004092"}
_numbers = count()


@pytest.fixture(scope="session")
def stack(run: Run) -> Stack:
    return stacks.running(run)


@pytest.fixture(scope="session")
def people(run: Run, stack: Stack) -> People:
    made = People(stack)
    with run.locked("organisations"):
        made.organise(*ORGANISATIONS, "004091,北门小学,事业单位,004001,310151,,全额", "004092,南门小学,事业单位,004001,310151,,全额")
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        spoken: dict[str, str | float | bool] = {**os.environ, "LANG": "C.UTF-8", "LANGUAGE": "zh_CN"}
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS, env=spoken)
        yield started
        started.close()


@pytest.fixture(params=HEIGHTS, ids=lambda width: f"{width}px")
def width(request: pytest.FixtureRequest) -> int:
    wide: int = request.param
    return wide


@pytest.fixture
def window(browser: Browser, stack: Stack) -> Iterator[Callable[..., Visitor]]:
    """`window(390)` is a fresh window that wide; `scripts=False` turns JavaScript off."""
    contexts = []

    def fresh(width: int = 1280, *, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]}, locale="zh-CN", timezone_id="Asia/Shanghai",
            java_script_enabled=scripts, accept_downloads=True,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        return Visitor.at(context, stack.base_url)

    yield fresh
    for context in contexts:
        context.close()


@pytest.fixture
def account(people: People) -> Callable[..., str]:
    """`account("unit_handler", "004091")` is a new account with that post; its name has no letters, as B-014 asks."""

    def make(role: str = "unit_handler", at: str = "004091", **kwargs: bool) -> str:
        return people.account(f"9{getpid()}{next(_numbers):03d}", role, at, **kwargs)

    return make
