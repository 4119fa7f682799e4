"""A service of one route, for tests of how a process serves: says who it is and when it began."""

import os
import sys
import time

from fastapi import APIRouter

from services.runtime.health import Health
from services.runtime.http import create_app
from services.runtime.serve import run
from services.runtime.settings import ServiceSettings

BEGAN = time.time()
router = APIRouter()


@router.get("/who")
async def who() -> dict[str, float]:
    return {"pid": os.getpid(), "began": BEGAN}


class Settings(ServiceSettings):
    host: str = "127.0.0.1"
    port: int = 0


if __name__ == "__main__":
    run(create_app("test", "test", Health(), routers=[router]), Settings(port=int(sys.argv[1])))
