/** The processes of the product on one machine, in the order in which they start; they stop in the reverse order. */
export const serviceNames = [
  'simulator',
  'stripe-stand-in',
  'llm-worker',
  'auth-service',
  'core-service',
  'mcp-server',
  'api-gateway',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Relative to the repository; what the service's container runs. */
export const serviceEntries: Record<ServiceName, string> = {
  simulator: 'libs/llm-providers/src/simulator/main.ts',
  'stripe-stand-in': 'libs/stripe-stand-in/src/main.ts',
  'llm-worker': 'services/llm-worker/src/main.ts',
  'auth-service': 'services/auth-service/src/main.ts',
  'core-service': 'services/core-service/src/main.ts',
  'mcp-server': 'services/mcp-server/src/main.ts',
  'api-gateway': 'services/api-gateway/src/main.ts',
};

/** Those that play somebody outside of the hub, where nobody real is configured. */
const players: readonly ServiceName[] = ['simulator', 'stripe-stand-in'];
export const isPlayer = (name: ServiceName): boolean => players.includes(name);

/** Answers 200 when the service can work. A player has nothing to wait for: it works when it answers at all. */
export const readyPathOf = (name: ServiceName): string => (isPlayer(name) ? '/health' : '/health/ready');

export type StackPorts = { services: Record<ServiceName, number>; postgres: number; redis: number };

/** PORT and the three after it face people; the others count from INTERNAL_PORT_BASE. */
export const planPorts = (port: number, internalPortBase: number): StackPorts => ({
  services: {
    'api-gateway': port,
    'auth-service': port + 1,
    'core-service': port + 2,
    'mcp-server': port + 3,
    'llm-worker': internalPortBase + 2,
    simulator: internalPortBase + 3,
    'stripe-stand-in': internalPortBase + 4,
  },
  postgres: internalPortBase,
  redis: internalPortBase + 1,
});
