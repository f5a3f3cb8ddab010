# syntax=docker/dockerfile:1
# One image for every process: `docker run guanzi run registry-server`. docker-compose.yml says how they stand together.

FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY requirements.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --quiet --require-hashes -r requirements.txt

# What the browser loads; Node comes as a locked Python wheel and stays in this stage.
FROM python:3.11-slim-bookworm AS assets
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore NPM_CONFIG_UPDATE_NOTIFIER=false
WORKDIR /build
COPY services/__init__.py services/__init__.py
COPY services/gateway/__init__.py services/gateway/__init__.py
COPY services/gateway/assets services/gateway/assets
RUN python -m services.gateway.assets

FROM python:3.11-slim-bookworm
# The printed documents' typeface follows Debian's security updates, hence no version.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 guanzi \
    && useradd --uid 10001 --gid guanzi --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin guanzi \
    && for each in identity registry sharing disposal labels gateway national; do \
         install -d -o guanzi -g guanzi -m 700 "/var/lib/guanzi/handout/$each"; done \
    && install -d -o guanzi -g guanzi -m 700 /var/lib/guanzi-uploads \
    && chown guanzi:guanzi /var/lib/guanzi /var/lib/guanzi/handout \
    && chmod 700 /var/lib/guanzi /var/lib/guanzi/handout
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY services services
COPY --from=assets /build/services/gateway/static services/gateway/static
RUN /opt/venv/bin/python -m compileall -q services
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 GUANZI_VAR=/var/lib/guanzi
USER 10001:10001
ENTRYPOINT ["python", "-m", "services.operations"]
CMD ["--help"]
