"""Which metadata disposal's tables belong to; `tables.py`, `material_tables.py` and `ledger_tables.py` use this one."""

from sqlalchemy import MetaData

from services.chassis import tables as chassis_tables

metadata = MetaData(naming_convention=chassis_tables.metadata.naming_convention)
