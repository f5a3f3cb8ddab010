"""A full list of class codes from a CSV takes the place of the shipped short one."""

import pytest

from services.chassis.errors import Invalid
from services.registry import commands


@pytest.fixture
def imported_list(sessions, monkeypatch, capsys, tmp_path):
    url = sessions.kw["bind"].url.render_as_string(hide_password=False).replace("+psycopg", "")
    monkeypatch.setenv("GUANZI_REGISTRY_DATABASE_URL", url)

    def imported(content):
        file = tmp_path / "codes.csv"
        file.write_text(content, encoding="utf-8")
        try:
            commands.app(["class-codes", "import", str(file)])
        except SystemExit as end:
            return end.code, "".join(capsys.readouterr())
        return 0, ""

    return imported


def test_an_imported_list_holds_instead_of_the_shipped_one(registry, imported_list):
    with pytest.raises(Invalid):
        registry.register(class_code="A07000001")
    status, output = imported_list("code,name,level\nA07000001,某种物资,4\n")
    assert (status, "1 个代码" in output) == (0, True)
    assert registry.get(registry.register(class_code="A07000001")).card.class_name == "某种物资"
    with pytest.raises(Invalid):
        registry.register(class_code="A02010105")


def test_a_list_that_lacks_a_used_code_or_is_malformed_changes_nothing(registry, imported_list):
    registry.register()
    status, output = imported_list("code,name\nA07000001,某种物资\n")
    assert (status, "A02010105" in output) == (1, True)
    assert imported_list("code,name\nA99,错\n")[0] == 1
    registry.register()
