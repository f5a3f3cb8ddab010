"""What the browser loads: libraries from npm (lock file beside this) and our own CSS, JavaScript and icons (`own/`).

`python -m services.gateway.assets` installs the libraries and fills `services/gateway/static/` with content-hashed copies.
"""
