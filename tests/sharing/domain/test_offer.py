"""Which assets may be offered, and what the desks are warned of (B-074 to B-083)."""

from dataclasses import replace

import pytest

from services.chassis.errors import Invalid, Refused
from services.sharing.domain.offer import Contact, Mode, checked_terms, findings, mode_named, refuse_unless_offerable

from .samples import ASSET, submitted, terms


@pytest.mark.parametrize("state", ["idle", "inefficient", "awaiting_disposal"])
@pytest.mark.parametrize("mode", Mode)
def test_idle_inefficient_and_to_be_disposed_assets_are_candidates(state, mode):  # B-079
    assert submitted(mode=mode, asset=replace(ASSET, state=state))


@pytest.mark.parametrize("state", ["in_use", "leased_or_lent", "written_off"])
@pytest.mark.parametrize("mode", Mode)
def test_other_assets_are_refused_with_the_way_to_go(state, mode):  # B-074, B-077
    with pytest.raises(Refused, match="not_a_candidate") as refused:
        refuse_unless_offerable(replace(ASSET, state=state), mode)
    assert "四（一）" in refused.value.article
    assert ("收回" if state == "leased_or_lent" else "信息卡变动") in refused.value.remedy


def test_a_shareable_asset_may_be_shared_while_in_use_but_not_transferred():  # B-076
    used = replace(ASSET, state="in_use", shareable=True)
    refuse_unless_offerable(used, Mode.SHARE)
    with pytest.raises(Refused):
        refuse_unless_offerable(used, Mode.TRANSFER)
    with pytest.raises(Refused):
        refuse_unless_offerable(replace(used, state="leased_or_lent"), Mode.SHARE)


def codes(asset=ASSET, **given):
    return [finding.code for finding in findings(asset, terms(**given))]


def test_a_whole_offer_raises_no_warning():
    assert codes() == []


def test_each_gap_is_a_warning_of_its_own():  # B-080, B-082, B-083
    assert codes(replace(ASSET, place_complete=False)) == ["place_incomplete"]
    assert codes(photos=0) == ["photos_missing"]
    assert codes(photos=3) == ["photos_few"]
    assert codes(mode=Mode.SHARE) == ["not_marked_shareable"]
    assert codes(replace(ASSET, state="inefficient")) == ["state_inefficient"]


@pytest.mark.parametrize("phone", ["13800005678", "021-59611234", "+86 21 5961 1234"])
def test_a_telephone_number_is_taken_as_people_write_it(phone):
    assert checked_terms(replace(terms(), contact=Contact(" 张老师 ", f" {phone} "))).contact == Contact("张老师", phone)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"contact": Contact("", "1380")}, ["contact.name", "contact.phone"]),
        ({"contact": Contact("张", "电话见门口")}, ["contact.phone"]),
        ({"photos": -1}, ["photos"]), ({"photos": 101}, ["photos"]),
    ],
)  # fmt: skip
def test_every_faulty_field_is_named_at_once(changes, fields):
    with pytest.raises(Invalid) as fault:
        checked_terms(replace(terms(), **changes))
    assert [one.field for one in fault.value.faults] == fields


def test_modes_have_chinese_and_english_names_and_no_others():
    assert (mode_named("调剂"), mode_named("share")) == (Mode.TRANSFER, Mode.SHARE)
    with pytest.raises(Invalid, match="mode_unknown"):
        mode_named("gift")
