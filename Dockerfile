# Home Gallery for amd64 and arm64. Build: docker build -t homegallery .
FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/homegallery
# The dependencies alone first: they change seldom, the layer is kept.
COPY pyproject.toml /src/
RUN /opt/homegallery/bin/python -c "import tomllib; print(*tomllib.load(open('/src/pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > /tmp/requirements.txt \
    && /opt/homegallery/bin/pip install --no-cache-dir --no-compile --only-binary :all: --requirement /tmp/requirements.txt
COPY README.md gallery.config.example.yml /src/
COPY homegallery /src/homegallery
RUN /opt/homegallery/bin/pip install --no-cache-dir --no-deps /src \
    && /opt/homegallery/bin/pip uninstall --yes pip setuptools
# Without a network the image is built all the same; models can be fetched or mounted later.
# Whoever runs the container may fetch more: a file is used only if its SHA-256 is right.
RUN mkdir -p /opt/homegallery/models \
    && { timeout 600 /opt/homegallery/bin/homegallery models fetch --no-auto-config --dir /opt/homegallery/models || true; } \
    && chmod -R a+rwX /opt/homegallery/models

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg libimage-exiftool-perl python3 tini tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /data/config /data/Pictures \
    && chown -R 1000:1000 /data
COPY --from=build /opt/homegallery /opt/homegallery
COPY docker-entrypoint /usr/local/bin/
# The names are those of the original HomeGallery container.
ENV PATH=/opt/homegallery/bin:$PATH \
    HOME=/data \
    GALLERY_BASE_DIR=/data \
    GALLERY_CACHE_DIR=/data \
    GALLERY_CONFIG_DIR=/data/config \
    GALLERY_CONFIG=/data/config/gallery.config.yml \
    GALLERY_SOURCE=/data/Pictures \
    GALLERY_VISION_DIR=/opt/homegallery/models \
    GALLERY_OPEN_BROWSER=false \
    GALLERY_WATCH_POLL_INTERVAL=300 \
    PUID=1000 \
    PGID=1000
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python3", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ.get(\"GALLERY_PORT\", 3000)}/healthz', timeout=4)"]
# tini collects what a killed decoder leaves behind.
ENTRYPOINT ["tini", "--", "docker-entrypoint"]
CMD ["run", "server"]
