# Stands in for gcr.io/distroless/nodejs24-debian13: Node, the C and C++ libraries, and nothing else.
FROM docker.io/library/node:24-trixie-slim AS full
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN mkdir -p /image/nodejs/bin /image/etc/ssl/certs /image/home/nonroot /image/tmp \
 && cp /usr/local/bin/node /image/nodejs/bin/ \
 && cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ \
 && ldd /usr/local/bin/node | grep -o '/[^ ]*' | xargs -I{} cp --parents -L {} /image \
 && dpkg -L libc6 | grep -E '^(/usr)?/lib/[^/]+/lib[^/]+\.so\.[0-9]+$' | sed 's|^/usr||' | xargs -I{} cp --parents -L {} /image \
 && echo 'nonroot:x:65532:65532::/home/nonroot:/sbin/nologin' > /image/etc/passwd \
 && echo 'nonroot:x:65532:' > /image/etc/group \
 && chmod 1777 /image/tmp

FROM scratch
COPY --from=full /image /
USER 65532
ENTRYPOINT ["/nodejs/bin/node"]
