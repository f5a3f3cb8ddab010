"""The one Alembic environment: migrates the chassis's tables and one service's (`config.attributes["service"]`)."""

from importlib import import_module

from alembic import context

from services.chassis.database import engine_for
from services.chassis.tables import metadata as chassis_metadata

config = context.config
service = config.attributes["service"]
targets = [chassis_metadata] if service == "chassis" else [chassis_metadata, import_module(f"services.{service}.tables").metadata]
engine = engine_for(config.attributes["url"], application="guanzi-migrate")
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=targets, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
