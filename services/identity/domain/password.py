"""Whether a password may be used: length, classes of characters, not published, not the account's own name."""

from collections.abc import Iterable

from services.identity.domain.policy import PasswordPolicy


def password_faults(password: str, account: str, policy: PasswordPolicy, never: Iterable[str] = ()) -> tuple[str, ...]:
    """What is wrong with the password, one Chinese sentence each; `never` are further ones, such as the initial one (B-015)."""
    found = []
    if not policy.min_length <= len(password) <= policy.max_length:
        found.append(f"长度须在 {policy.min_length} 到 {policy.max_length} 个字符之间。")
    if _classes(password) < policy.min_classes:
        found.append(f"须包含大写字母、小写字母、数字、其他符号中的至少 {policy.min_classes} 类。")
    if password.casefold() in policy.blocked or password in never:
        found.append("这是公开的初始密码或常见密码，不能使用。")
    if account and account.casefold() in password.casefold():
        found.append("不能包含账号名。")
    return tuple(found)


def _classes(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit, lambda mark: not mark.isalnum())
    return sum(any(test(mark) for mark in password) for test in tests)
