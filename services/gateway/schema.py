"""Which metadata the gateway's tables belong to; `tables.py` gathers them for the migrations."""

from sqlalchemy import MetaData

from services.chassis import tables as chassis_tables

metadata = MetaData(naming_convention=chassis_tables.metadata.naming_convention)
