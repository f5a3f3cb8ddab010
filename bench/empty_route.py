"""What a FastAPI route costs that does nothing, served as the gateway is: `python -m bench.empty_route PORT`."""

import sys

import uvicorn
from fastapi import FastAPI


def main() -> None:
    """Serve until SIGTERM."""
    app = FastAPI(openapi_url=None)
    app.add_api_route("/empty", empty)
    uvicorn.Server(
        uvicorn.Config(
            app, "127.0.0.1", int(sys.argv[1]), log_config=None, access_log=False, server_header=False, lifespan="off",
            h11_max_incomplete_event_size=64 * 1024,
        )
    ).run()


async def empty() -> dict[str, str]:
    """Nothing."""
    return {}


if __name__ == "__main__":
    main()
