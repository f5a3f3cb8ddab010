"""How a service gets its database: one of its own, a role that may use it and nothing else, migrated to date.

The administrator owns the database and migrates it. The service's role reads and writes rows; of the audit tables it
may only read and add to, so that a service that was taken over cannot rewrite what was recorded.
"""

import secrets
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal

from services.chassis.database import migrate

ADD_ONLY = ("audit", "audit_seal")


def keep_database(admin_url: str, service: str, known_url: str) -> str:
    """Make or complete the service's database and role; returns the role's URL, with the password it had before if it still opens."""
    name = role = f"guanzi_{service}"
    password = unquote(urlsplit(known_url).password or "") or secrets.token_urlsafe(24)
    own_url = _url(admin_url, name, role, password)
    with psycopg.connect(admin_url, autocommit=True) as admin:
        _keep_role(admin, role, password, own_url)
        if not _exists(admin, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            admin.execute(SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(Identifier(name)))
        admin.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(Identifier(name)))
        admin.execute(SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(Identifier(name), Identifier(role)))
    owner_url = _url(admin_url, name)
    migrate(service, owner_url)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        for statement in _grants(Identifier(role)):
            owner.execute(statement)
    return own_url


def _keep_role(admin: "psycopg.Connection[tuple[object, ...]]", role: str, password: str, own_url: str) -> None:
    if not _exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        admin.execute(SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(Identifier(role), Literal(password)))
    elif not _opens(own_url):
        admin.execute(SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(Identifier(role), Literal(password)))


def _grants(role: Identifier) -> list[Composed]:
    add_only = SQL(", ").join(Identifier(table) for table in ADD_ONLY)
    return [
        SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(role),
        SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role),
        SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(add_only, role),
        SQL("REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {}").format(role),
    ]


def _exists(admin: "psycopg.Connection[tuple[object, ...]]", query: str, name: str) -> bool:
    return admin.execute(query.encode(), (name,)).fetchone() is not None


def _opens(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _url(admin_url: str, database: str, role: str = "", password: str = "") -> str:
    parts = urlsplit(admin_url)
    place = parts.netloc.rpartition("@")[2]
    login = f"{role}:{quote(password, safe='')}" if role else parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{login}@{place}" if login else place, path=f"/{database}"))
