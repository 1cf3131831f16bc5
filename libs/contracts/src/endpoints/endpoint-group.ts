import type { Endpoint } from './define-endpoint.ts';

export type ServiceName = 'api-gateway' | 'auth-service' | 'core-service' | 'mcp-server';

/** Endpoints that belong together and are mounted by one service. The key of each is its `operationId` in the API document. */
export type EndpointGroup = {
  /** The heading in the API document; groups of the same tag are shown as one. */
  tag: string;
  service: ServiceName;
  endpoints: Readonly<Record<string, Endpoint>>;
};

/** The routes that a service has declared, as `GET /api/runs/:id`: what its app must mount, no more and no less. */
export function declaredRoutes(groups: readonly EndpointGroup[], service: ServiceName): string[] {
  return groups
    .filter((group) => group.service === service)
    .flatMap(({ endpoints }) => Object.values(endpoints).map(({ method, path }) => `${method} ${path}`));
}
