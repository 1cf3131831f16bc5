import type { ImageDefinition } from '../image-catalog.ts';

const WRITER = 'libs/images/src/dockerfiles/write-dockerfiles.ts';

/** What stands above every Dockerfile: that it is made, and how to use it. */
export function renderHeading(file: string): string {
  return `# Written by \`node ${WRITER}\`, which keeps all Dockerfiles alike: change it there.
# docker build -f ${file} --build-arg VERSION=1.2.3 --build-arg REVISION=$(git rev-parse HEAD) .`;
}

/** The beginning of the image itself, with its labels. */
export function renderFinalStage({ title }: ImageDefinition): string {
  return `FROM \${RUNTIME_IMAGE}
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="${title}" \\
      org.opencontainers.image.licenses="Apache-2.0" \\
      org.opencontainers.image.version="\${VERSION}" \\
      org.opencontainers.image.revision="\${REVISION}"`;
}
