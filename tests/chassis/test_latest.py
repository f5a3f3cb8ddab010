"""What others tell of a thing is kept at its latest version, however late or often the tidings come."""

from itertools import permutations

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, select
from sqlalchemy.orm import Session

from services.chassis.database import engine_for
from services.chassis.latest import keep, keeping

PICTURE = Table("picture", MetaData(), Column("id", Text, primary_key=True), Column("name", Text), Column("version", BigInteger))


@pytest.fixture
def engine(database):
    engine = engine_for(database("postgres"), pool=1)
    PICTURE.metadata.create_all(engine)
    yield engine
    engine.dispose()


def told(subject, version):
    return {"id": subject, "name": f"第{version}版", "version": version}


def test_the_latest_version_stays_in_whatever_order_they_come(engine):
    with Session(engine) as session:
        for number, order in enumerate(permutations((1, 2, 2, 3))):
            for version in order:
                keep(session, PICTURE, "id", told(str(number), version))
        assert set(session.execute(select(PICTURE.c.name, PICTURE.c.version))) == {("第3版", 3)}


def test_thousands_are_kept_with_one_statement(engine):
    with Session(engine) as session:
        keep(session, PICTURE, "id", told("7", 9))
        session.execute(keeping(PICTURE, "id", ("id", "name", "version")), [told(str(number), 4) for number in range(2000)])
        versions = dict(session.execute(select(PICTURE.c.id, PICTURE.c.version)).tuples().all())
        assert len(versions) == 2000
        assert versions["7"] == 9
        assert versions["8"] == 4
