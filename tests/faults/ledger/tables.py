"""Where the ledger's effects are counted: no key keeps a second effect of one event from showing."""

from sqlalchemy import BigInteger, Column, Identity, MetaData, Table, Text, Uuid

metadata = MetaData()

effect = Table(
    "effect", metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("subject", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
)
