"""What a process is told from outside: a part for the whole installation and one per service."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Stack(BaseSettings):
    """What all processes of one installation share; environment `DIANZHANG_*`."""

    model_config = SettingsConfigDict(env_prefix="DIANZHANG_", extra="ignore", frozen=True)

    broker: str = Field("127.0.0.1:8092", description="Bootstrap servers, host:port, separated by commas")
    data_dir: Path = Field(Path("data"), description="Where SQLite files and the embedded broker live")
    partitions: int = Field(12, ge=1, description="Partitions of every topic; fixed once topics exist")
    replication: int = Field(1, ge=1, description="Copies of every partition; 3 on a cluster of brokers")
    access_url: str = Field("", description="Database of shops and keys; empty: access.db in data_dir")
    cookie_secure: bool = Field(False, description="Send page cookies over https only")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"

    @model_validator(mode="after")
    def _default_access(self) -> Self:
        if not self.access_url:
            object.__setattr__(self, "access_url", sqlite_url(self.data_dir / "access.db"))
        return self


class ServiceSettings(BaseSettings):
    """What every service has; each service derives its own with an `env_prefix` such as `INGEST_`."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Interface to listen on")
    port: int = Field(0, ge=0, le=65_535, description="Port to listen on")
    database_url: str | None = Field(None, description="SQLAlchemy URL; none: <service>.db in data_dir")

    def database(self, stack: Stack, name: str) -> str:
        """The URL of the service's own database: as set, else the SQLite file `<data_dir>/<name>.db`."""
        return self.database_url or sqlite_url(stack.data_dir / f"{name}.db")


def sqlite_url(file: Path) -> str:
    """The SQLAlchemy URL of a SQLite file."""
    return f"sqlite:///{file}"
