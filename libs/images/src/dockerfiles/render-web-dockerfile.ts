import { type ImageDefinition, dockerfileOf } from '../image-catalog.ts';
import { baseImages } from './base-images.ts';
import { renderFinalStage, renderHeading } from './render-shared.ts';

/** The Dockerfile of the web app: built by Vite, handed out by nginx. */
export function renderWebDockerfile(image: ImageDefinition): string {
  const { workspace } = image;
  return `${renderHeading(dockerfileOf(image))}
ARG BUILD_IMAGE=${baseImages.build}
ARG RUNTIME_IMAGE=${baseImages.nginx}

FROM --platform=$BUILDPLATFORM \${BUILD_IMAGE} AS source
WORKDIR /source
COPY . .
RUN node libs/images/src/prune/main.ts ${workspace} /pruned --tools vite,@vitejs/plugin-react

FROM --platform=$BUILDPLATFORM \${BUILD_IMAGE} AS app
WORKDIR /app
COPY --from=source /pruned/manifests ./
RUN --mount=type=cache,target=/root/.npm npm ci \\
 && npm sbom --omit=dev --sbom-format=cyclonedx > sbom.cdx.json
COPY --from=source /pruned/sources ./
# nginx hands out the compressed twin of a file where a browser takes it.
RUN npm run build -w ${workspace} \\
 && find ${workspace}/dist -type f -regex '.*\\.\\(js\\|css\\|html\\|svg\\|json\\)' -exec gzip -9 -k {} +

${renderFinalStage(image)}
COPY --from=app /app/${workspace}/nginx.conf /etc/nginx/nginx.conf
COPY --from=app /app/${workspace}/dist /usr/share/nginx/html
COPY --from=app /app/sbom.cdx.json /usr/share/sbom/
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"]
# Answers in flight are finished.
STOPSIGNAL SIGQUIT
ENTRYPOINT ["nginx", "-e", "stderr", "-g", "daemon off;"]
`;
}
