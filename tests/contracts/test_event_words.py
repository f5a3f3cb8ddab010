"""Every event type that is published has a word in Chinese, and no word stands for nothing."""

import re
from importlib import import_module
from pkgutil import iter_modules

import pytest

from services.chassis import topology
from services.contracts import events
from services.contracts.event_words import AGGREGATES, FACTS, SERVICES, event_word, pattern_word, subject_word
from services.contracts.events.payload import REGISTERED

for module in iter_modules(events.__path__):
    import_module(f"{events.__name__}.{module.name}")
TYPES = sorted(name for name in REGISTERED if name.partition(".")[0] in topology.load().publishes)  # not those of other tests


@pytest.mark.parametrize("event_type", TYPES)
def test_each_published_type_has_a_word_in_chinese(event_type):
    assert event_word(event_type), f"{event_type} has no word in services/contracts/event_words.py"
    assert not re.search(r"[A-Za-z]", event_word(event_type))
    assert AGGREGATES[event_type.rpartition(".")[0].rpartition(".")[0]]
    assert SERVICES[event_type.partition(".")[0]]


def test_no_word_stands_for_a_type_that_nobody_publishes():
    assert set(FACTS) <= {event_type.rpartition(".")[0] for event_type in TYPES}


def test_two_types_of_one_service_are_not_said_alike():
    for service in SERVICES:
        words = [word for name, word in FACTS.items() if name.startswith(f"{service}.")]
        assert len(words) == len(set(words)), service


def test_patterns_subjects_and_strange_words_are_said_too():
    patterns = ("*", "registry.*", "registry.asset.*", "registry.asset.lent.*", "registry.asset.lent.v2", "x.*")
    assert [pattern_word(each) for each in patterns] == ["全部事件", "资产卡片：全部", "信息卡：全部", "出租出借", "出租出借", ""]
    assert subject_word("registry.asset/004011-1") == ("信息卡", "004011-1")
    assert subject_word("004011-1") == ("", "004011-1")
    assert [event_word(each) for each in ("", "nonsense", "registry.asset.snapshot.v1")] == ["", "", "信息卡现状"]
