"""How personal data is masked (C-050)."""

from services.chassis.masking import mask_id_number, mask_phone


def test_a_mobile_number_keeps_three_and_four_digits():
    assert mask_phone("13812341234") == "138****1234"


def test_a_landline_keeps_its_last_two():
    assert mask_phone("021-69691234") == "**********34"


def test_an_identity_number_keeps_two_and_two():
    assert mask_id_number("210102199001010034") == "21**************34"


def test_short_text_is_hidden_whole():
    assert (mask_phone("110"), mask_id_number("123"), mask_phone("")) == ("***", "***", "")
