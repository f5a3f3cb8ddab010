"""Which metadata sharing's tables belong to; `tables.py` and every `<noun>_tables.py` use this one, and `tables.py` brings them together.

Ids that a cursor compares sort by byte (`COLLATE "C"`).
"""

from sqlalchemy import MetaData, Text

from services.chassis import tables as chassis_tables

ByteOrder = Text(collation="C")
metadata = MetaData(naming_convention=chassis_tables.metadata.naming_convention)
