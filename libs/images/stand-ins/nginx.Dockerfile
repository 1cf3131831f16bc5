# Stands in for nginx:alpine-slim: Debian's nginx and the libraries that it is linked to.
FROM docker.io/library/debian:trixie-slim AS full
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# hadolint ignore=DL3008
RUN apt-get update -q && apt-get install -qy --no-install-recommends nginx-light
RUN mkdir -p /image/etc/nginx /image/usr/sbin /image/usr/share/nginx /image/var/log/nginx /image/var/lib/nginx /image/tmp \
 && cp /usr/sbin/nginx /image/usr/sbin/ \
 && cp /etc/nginx/mime.types /image/etc/nginx/ \
 && ldd /usr/sbin/nginx | grep -o '/[^ ]*' | xargs -I{} cp --parents -L {} /image \
 && echo 'nginx:x:101:101::/nonexistent:/sbin/nologin' > /image/etc/passwd \
 && echo 'nginx:x:101:' > /image/etc/group \
 && chmod 1777 /image/tmp

FROM scratch
COPY --from=full /image /
ENV PATH=/usr/sbin
USER 101
ENTRYPOINT ["nginx"]
