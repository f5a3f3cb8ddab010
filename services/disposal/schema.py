"""Which metadata disposal's tables belong to; every module with tables (`tables.py`, `material_tables.py`, `ledger_tables.py`) uses this one."""

from sqlalchemy import MetaData

from services.chassis import tables as chassis_tables

metadata = MetaData(naming_convention=chassis_tables.metadata.naming_convention)
