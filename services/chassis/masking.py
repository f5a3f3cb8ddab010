"""How personal data is shown to people who need not know it in full (C-050)."""


def mask_phone(phone: str) -> str:
    """138****1234 for a mobile number; of anything else the last two digits remain."""
    if len(phone) == 11 and phone.isdigit():
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if len(phone) > 4 else "*" * len(phone)


def mask_id_number(number: str) -> str:
    """21**************34: the first and last two characters remain."""
    return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}" if len(number) > 6 else "*" * len(number)
