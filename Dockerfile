# The image of web, worker and beat; docker-compose.yml says which of the three a container is.
FROM python:3.11-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements/production.txt /tmp/production.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/production.txt

FROM python:3.11-slim-bookworm
# WeasyPrint's libraries, and a font for the PDFs.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin loket \
    && install -d -o loket -g loket /data /data/media /data/beat
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=loket.settings.production \
    LOKET_DATA=/data
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
# What .dockerignore lets through: the code, its templates and its static files.
COPY . .
# Collecting needs settings but no secrets, no database and no checks; none of this stays in the image.
RUN SECRET_KEY=build ALLOWED_HOSTS=build BASE_URL=https://build \
    python manage.py collectstatic --noinput --skip-checks
USER loket
EXPOSE 8000
# Two processes because Python computes on one core each; threads wait for the database.
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--no-ws", "--workers-kill-timeout", "30", "loket.wsgi:application"]
