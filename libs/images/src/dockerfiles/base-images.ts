/**
 * What our images are made in and from. A tag says to people what it is, the digest says to machines which one: change both together, and
 * run write-dockerfiles.ts.
 */
export const baseImages = {
  /** Node with npm and a shell, to build in. */
  build:
    'docker.io/library/node:24-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe',
  /** Node and the libraries that it needs: no shell, no package manager. */
  node: 'gcr.io/distroless/nodejs24-debian13:nonroot@sha256:774b7d020b24214835769e24c3544835526cd0288f0b094eae48e8b2c2429a79',
  nginx:
    'docker.io/library/nginx:1.30.4-alpine-slim@sha256:ddde39c6e51f02fde7410c2e9c234cf2d0a4c7bdbbe176aeb37d8ad7ab4eb58c',
} as const;

/** The tag alone, by which a base that was made on this machine is known. */
export const withoutDigest = (image: string): string => image.replace(/@sha256:[0-9a-f]{64}$/, '');
