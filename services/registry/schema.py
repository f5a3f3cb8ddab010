"""Which metadata the registry's tables belong to; every module with tables (`tables.py`, `import_tables.py`) uses this one."""

from sqlalchemy import MetaData

from services.chassis import tables as chassis_tables

metadata = MetaData(naming_convention=chassis_tables.metadata.naming_convention)
