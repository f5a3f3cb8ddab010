"""Splitting keeps every sum, whatever the parts (B-078)."""

from hypothesis import assume, given
from hypothesis import strategies as st

from services.chassis.errors import Invalid
from services.registry.domain.splitting import Part, split
from services.registry.domain.states import State

from .cards import AT, card

FEN = st.integers(-5, 10**12)
parts = st.lists(
    st.builds(
        Part, st.just(""), st.integers(0, 50), FEN, FEN, st.sampled_from(list(State)), st.booleans()
    ),
    max_size=5,
)


@given(st.integers(1, 100), st.integers(0, 10**13), st.integers(0, 10**13), parts)
def test_either_everything_adds_up_or_nothing_happens(quantity, original, depreciation, wanted):
    assume(depreciation <= original)
    whole = card(
        quantity=quantity, original_value_fen=original, accumulated_depreciation_fen=depreciation, net_value_fen=original - depreciation
    )
    try:
        rest, _, new = split(whole, wanted, AT)
    except Invalid:
        return
    for name in ("quantity", "original_value_fen", "accumulated_depreciation_fen", "net_value_fen"):
        assert sum(getattr(one, name) for one in (rest, *new)) == getattr(whole, name)
    assert all(one.quantity >= 1 and 0 <= one.accumulated_depreciation_fen <= one.original_value_fen for one in (rest, *new))
