"""Five scopes × every relation of viewer and owner, as the pure rule; the SQL's turn is in test_visibility.py (B-022, B-073)."""

import pytest

from services.chassis.errors import Invalid
from services.sharing.domain.audience import Place, Scope, audience, scope_named, sees

OWNER = Place("31/3101/310151/310151-004001/310151-004011")
VIEWERS = {  # relation → path of the viewer's post, and the scopes from which on it sees
    "same unit": (OWNER.path, "department county city province nation"),
    "section of the unit": (f"{OWNER.path}/310151-004011-01", "department county city province nation"),
    "same department": ("31/3101/310151/310151-004001/310151-004012", "department county city province nation"),
    "the department": ("31/3101/310151/310151-004001", "department county city province nation"),
    "same county": ("31/3101/310151/310151-007001/310151-007011", "county city province nation"),
    "the county": ("31/3101/310151", "county city province nation"),
    "same city": ("31/3101/310115/310115-004001", "city province nation"),
    "the city": ("31/3101", "city province nation"),
    "unit of the city": ("31/3101/3101-004001", "city province nation"),
    "same province": ("31/3102/310201/310201-004001", "province nation"),
    "the province": ("31", "province nation"),
    "unit of the province": ("31/31-004001/31-004011", "province nation"),
    "elsewhere": ("43/4301/430121/430121-004001/430121-004011", "nation"),
}


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("relation", VIEWERS)
def test_a_viewer_sees_from_his_scope_on_and_nothing_nearer(relation, scope):
    path, seen_from = VIEWERS[relation]
    assert sees(Place(path), frozenset({audience(scope, OWNER)})) == (scope.value in seen_from.split())


def test_a_unit_of_the_province_shows_locally_at_its_own_level_alone():  # B-020 省本级
    owner = Place("31/31-004001/31-004011")
    shown = frozenset({audience(Scope.CITY, owner)})
    assert sees(Place("31/31-007001"), shown)
    assert not any(sees(Place(VIEWERS[relation][0]), shown) for relation in ("same unit", "unit of the city", "elsewhere"))


def test_departments_with_the_same_name_elsewhere_are_others():
    assert not sees(Place("31/3101/310115/310115-004001"), frozenset({audience(Scope.DEPARTMENT, OWNER)}))


def test_who_sits_at_no_place_sees_nothing():
    assert not any(sees(Place(""), frozenset({audience(scope, OWNER)})) for scope in Scope)


def test_scopes_have_chinese_and_english_names_and_no_others():
    assert [scope_named(name) for name in ("本部门", "county", "本地市", "province", "全国")] == list(Scope)
    assert scope_named("", Scope.CITY) is Scope.CITY
    for wrong in ("", "world"):
        with pytest.raises(Invalid, match="scope_unknown"):
            scope_named(wrong)
