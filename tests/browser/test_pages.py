"""Every entry of every post's menu, at both widths: Chinese, no wider than the screen, silent console."""

import pytest

from services.contracts.roles import TERMS, Role

SEATS = {"unit": "004011", "department": "004001", "region": "310151"}


def _seat(role: Role) -> str:
    return next(SEATS[kind] for kind in ("unit", "department", "region") if kind in TERMS[role].seats)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_every_page_of_the_menu_is_chinese_and_fits(window, account, role):
    visitor = window()
    visitor.sign_in(account(role.value, _seat(role)))
    hrefs = [link.get_attribute("href") for link in visitor.page.locator(".side a").all()]
    assert "/" in hrefs
    for href in hrefs:
        visitor.open(href)
        assert visitor.page.locator("h1").count() == 1
        for width in (390, 1280):
            visitor.resize(width)
            visitor.check()


@pytest.mark.parametrize("path", ["/imports/new", "/card-registration", "/cards?q=没有这张卡", "/responsibility/004011", "/password"])
def test_forms_and_empty_lists_are_chinese_and_fit(window, account, width, path):
    visitor = window(width)
    visitor.sign_in(account("asset_administrator", "004011"))
    visitor.open(path)


def test_the_three_administrators_see_no_business_data(window, account):
    visitor = window()
    for role in ("system_administrator", "security_administrator", "audit_administrator"):
        visitor.sign_in(account(role, "310151"))
        hrefs = [link.get_attribute("href") for link in visitor.page.locator(".side a").all()]
        assert not {"/cards", "/imports", "/changes", "/responsibility"} & set(hrefs)
        visitor.open("/cards", status=403)
        assert "没有此项操作的权限" in visitor.said()


def test_what_does_not_exist_is_explained(window, account):
    visitor = window()
    visitor.sign_in(account())
    visitor.open("/cards/NO-SUCH-CARD", status=404)
    assert "可以这样办" in visitor.page.locator("main").inner_text()
    visitor.open("/no-such-page", status=404)
