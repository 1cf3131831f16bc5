import { type ImageDefinition, dockerfileOf } from '../image-catalog.ts';
import { baseImages } from './base-images.ts';
import { renderFinalStage, renderHeading } from './render-shared.ts';

/**
 * The Dockerfile of a Node program. All but the last stage run on the machine that builds, whatever the image is for: npm is told the
 * other one's processor, so nothing has to be emulated.
 */
export function renderNodeDockerfile(image: ImageDefinition & { program: { entry: string; port?: number } }): string {
  const { workspace, program } = image;
  return `${renderHeading(dockerfileOf(image))}
ARG BUILD_IMAGE=${baseImages.build}
ARG RUNTIME_IMAGE=${baseImages.node}

FROM --platform=$BUILDPLATFORM \${BUILD_IMAGE} AS source
WORKDIR /source
COPY . .
RUN node libs/images/src/prune/main.ts libs/database /pruned --tools prisma

# The database client follows from the schema. The same in all images, so that a builder makes it once.
FROM --platform=$BUILDPLATFORM \${BUILD_IMAGE} AS client
WORKDIR /client
COPY --from=source /pruned/manifests ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY --from=source /pruned/sources ./
RUN node libs/database/bin/prisma.mjs generate

# What this image needs of the repository: manifests, which change rarely, apart from sources.
FROM source AS program
RUN node libs/images/src/prune/main.ts ${workspace} /program

FROM --platform=$BUILDPLATFORM \${BUILD_IMAGE} AS modules
ARG TARGETARCH=amd64
WORKDIR /app
COPY --from=program /program/manifests ./
COPY --from=source /source/libs/images /images
RUN --mount=type=cache,target=/root/.npm \\
    npm ci --omit=dev --os=linux --libc=glibc --cpu="$(echo "\${TARGETARCH}" | sed 's/^amd64$/x64/')" \\
 && npm sbom --omit=dev --sbom-format=cyclonedx > sbom.cdx.json \\
 && node /images/src/trim/main.ts node_modules

${renderFinalStage(image)}
ENV NODE_ENV=production SERVICE_VERSION=\${VERSION}${program.port === undefined ? '' : ` PORT=${program.port}`}
WORKDIR /app
# Owned by root: the program cannot change itself, unless a developer's build gives it its sources.
ARG OWNER=0:0
COPY --from=modules /app ./
COPY --from=program --chown=\${OWNER} /program/sources ./
COPY --from=client /client/libs/database/src/generated libs/database/src/generated
USER 65532:65532
${program.port === undefined ? '' : renderHealthCheck(program.port)}# Node is the first process: it hears SIGTERM itself. \`args\` of a pod name another program of the same image.
ENTRYPOINT ["/nodejs/bin/node"]
CMD ["${program.entry}"]
`;
}

function renderHealthCheck(port: number): string {
  const probe = `fetch('http://127.0.0.1:' + process.env.PORT + '/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`;
  return `EXPOSE ${port}
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \\
  CMD ["/nodejs/bin/node", "-e", ${JSON.stringify(probe)}]
`;
}
