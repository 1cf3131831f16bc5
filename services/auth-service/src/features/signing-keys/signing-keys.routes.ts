import type { IRouter } from 'express';
import type { JSONWebKeySet } from 'jose';

/** The public keys of access tokens. Verifiers keep them for minutes, so a new secret is announced before it is used alone. */
export function mountSigningKeys(router: IRouter, keySet: JSONWebKeySet): void {
  router.get('/.well-known/jwks.json', (_request, response) => {
    response.set('cache-control', 'public, max-age=300').json(keySet);
  });
}
