"""How the static files come to be: `python -m services.gateway.assets`. Offline once the libraries are installed."""

from services.gateway.assets.copying import STATIC, copy_all
from services.gateway.assets.libraries import install

if __name__ == "__main__":
    install()
    print(f"{copy_all()} files in {STATIC}")  # noqa: T201 - a command's answer
