"""Which database a url means, and how it is read. Nothing of the url but its place is ever told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SourceRejected, SourceUnreachable
from heartbeat.ingest.kinds.sql import mysql, other, sqlite
from heartbeat.ingest.kinds.sql.flavour import Flavour

_FORM = (
    "Write dialect+driver://user:password@host/database, as SQLAlchemy does, or sqlite:////folder/file.db; in the password, "
    "@ / # % are written %40 %2F %23 %25."
)
_DRIVERS = {"mysqldb": "pymysql", "mysql": "pymysql"}  # of MySQL, what stands for no driver at all
_PYMYSQL = "Write mysql+pymysql:// or mariadb+pymysql://: with this driver values arrive as the server writes them."


@dataclass(frozen=True)
class Place:
    """A database: an engine that reaches it, what is peculiar to it, and what it is called in messages."""

    engine: sa.Engine
    flavour: Flavour
    where: str


def place_of(source: SourceDefinition) -> Place:
    """Find out where a source is, without asking it anything.

    Raises:
        SourceRejected: its url is none, its driver is not installed, or another kind reads such a source better.
        SourceUnreachable: its file is not there.
    """
    url = _parsed(source)
    family = url.get_backend_name()
    _refuse_postgres(source, family)
    if family == "sqlite":
        path = _file(source, url)
        return Place(sqlite.open_engine(url, source.deadline_seconds), sqlite.Sqlite(), f"{source.source_id} ({path})")
    where = f"{source.source_id} ({url.host or 'local socket'}{f':{url.port}' if url.port else ''}/{url.database or ''})"
    if family in ("mysql", "mariadb"):
        url = _with_pymysql(source, url)
        return Place(mysql.open_engine(url, source.deadline_seconds), mysql.Mysql(url.database, source.deadline_seconds), where)
    return Place(_engine(source, url, other.open_engine), other.Other(), where)


def _parsed(source: SourceDefinition) -> URL:
    try:
        url = make_url(source.url)
    except (sa.exc.ArgumentError, ValueError):
        url = None
    if url is None or "@" in (url.host or ""):  # a piece of its password, taken for something else
        raise SourceRejected(f"The url of {source.source_id} is no URL of SQLAlchemy.", hint=_FORM) from None
    return url


def _refuse_postgres(source: SourceDefinition, family: str) -> None:
    if family in ("postgresql", "postgres"):
        message = f"{source.source_id} is a Postgres source, which the kind sql does not read."
        hint = f"Write `kind: postgres` in {source.file}, the url as postgresql://user:password@host/database, and `schemas`."
        raise SourceRejected(message, hint=hint)


def _file(source: SourceDefinition, url: URL) -> Path:
    """The file of SQLite. It is not made: what is missing may be a disk that is not mounted."""
    if url.get_driver_name() != "pysqlite":
        raise SourceRejected(
            f"{source.source_id} names the driver {url.get_driver_name()}.", hint="Write sqlite:////folder/file.db."
        )
    if url.database in (None, "", ":memory:") or str(url.database).startswith("file:") or url.query:
        hint = "Write the path of its file alone, sqlite:////folder/file.db. It is opened for reading only."
        raise SourceRejected(f"The url of {source.source_id} does not name a file of SQLite.", hint=hint)
    path = Path(str(url.database)).absolute()
    if not path.exists():
        hint = "Check the path, and that its disk is mounted; it is tried again with the next beat."
        raise SourceUnreachable(f"The source {source.source_id} is not there: {path} does not exist.", hint=hint)
    if not path.is_file():
        raise SourceRejected(f"The source {source.source_id} is no file of SQLite: {path}.", hint="Let its url name the file.")
    return path


def _with_pymysql(source: SourceDefinition, url: URL) -> URL:
    driver = url.drivername.partition("+")[2] or "pymysql"
    if driver != "pymysql":
        raise SourceRejected(f"{source.source_id} names the driver {driver}, with which MySQL is not read.", hint=_PYMYSQL)
    return url.set(drivername=f"{url.get_backend_name()}+{driver}")


def _engine(source: SourceDefinition, url: URL, opener: Callable[[URL, int], sa.Engine]) -> sa.Engine:
    try:
        engine = opener(url, source.deadline_seconds)
    except sa.exc.NoSuchModuleError:
        message = f"The url of {source.source_id} names {url.drivername}, which SQLAlchemy does not know here."
        hint = "Correct it, or install the package that brings this dialect into Heartbeat's environment."
        raise SourceRejected(message, hint=hint) from None
    except ImportError as error:
        package = (error.name or url.get_driver_name()).partition(".")[0]
        message = f"The driver of {source.source_id} ({url.drivername}) is not installed: there is no {package} here."
        raise SourceRejected(message, hint=f"Install it into Heartbeat's environment: pip install {package}") from None
    if engine.dialect.is_async:
        hint = "Name a driver without async in the url, such as mysql+pymysql or sqlite."
        raise SourceRejected(f"{source.source_id} names the driver {url.get_driver_name()}, which is async.", hint=hint)
    return engine
