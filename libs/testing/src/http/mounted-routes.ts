type Layer = {
  route?: { path: unknown; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
  slash?: boolean;
};

/** Mounted by service-kit in every service, and not for the public; the gateway declares `/health`. */
export const PROBE_ROUTES = ['GET /health', 'GET /health/live', 'GET /health/ready', 'GET /metrics'];

/**
 * The routes of an Express 5 app as `GET /api/runs/:id`, sorted; a route for all methods as `* /mcp`. A path that takes several
 * methods is noted for all of them as well (its 405), which is left out here.
 */
export function mountedRoutes(app: { router: unknown }): string[] {
  const routes = new Set(routesOf(app.router as { stack?: Layer[] }));
  const paths = new Set([...routes].filter((route) => !route.startsWith('* ')).map((route) => route.split(' ')[1]));
  return [...routes].filter((route) => !route.startsWith('* ') || !paths.has(route.slice(2))).sort();
}

function routesOf({ stack = [] }: { stack?: Layer[] }): string[] {
  return stack.flatMap(({ route, handle, slash }) => {
    if (route !== undefined) return methodsOf(route.methods).map((method) => `${method} ${String(route.path)}`);
    if (handle?.stack === undefined) return [];
    // Express 5 keeps no text of the path that a router is mounted at: its routes would be listed without it.
    if (slash !== true)
      throw new Error('a router is mounted at a path: mount it at the root, and let its routes name their whole path');
    return routesOf(handle);
  });
}

function methodsOf(methods: Record<string, boolean>): string[] {
  return methods['_all'] ? ['*'] : Object.keys(methods).map((method) => method.toUpperCase());
}
