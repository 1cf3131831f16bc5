# Stands in for redis:8-trixie: Debian's Redis, told what to do as the official image is.
FROM docker.io/library/debian:trixie-slim
# hadolint ignore=DL3008
RUN groupadd --system --gid 999 redis \
 && useradd --system --uid 999 --gid 999 --home-dir /data redis \
 && apt-get update -q \
 && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends redis-server \
 && rm -rf /var/lib/apt/lists/* /usr/share/doc /usr/share/locale
RUN install -d -o 999 -g 999 /data
COPY --chmod=0755 redis-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
WORKDIR /data
USER 999
EXPOSE 6379
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["redis-server"]
