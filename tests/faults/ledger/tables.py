"""What the ledger keeps: accounts, the facts booked on them, and a sink that counts effects.

No key keeps a second effect of one event, or a wrong order, from showing.
"""

from sqlalchemy import BigInteger, Column, Identity, MetaData, Table, Text, Uuid

metadata = MetaData()

account = Table("account", metadata, Column("subject", Text, primary_key=True), Column("version", BigInteger, nullable=False))

fact = Table(
    "fact", metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
)

effect = Table(
    "effect", metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("subject", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
)
