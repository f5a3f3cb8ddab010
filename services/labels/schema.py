"""Which metadata the tables of labels belong to; `tables.py` and `pasting_tables.py` use this one."""

from sqlalchemy import MetaData

from services.chassis import tables as chassis_tables

metadata = MetaData(naming_convention=chassis_tables.metadata.naming_convention)
