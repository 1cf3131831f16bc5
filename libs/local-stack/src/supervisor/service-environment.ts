import type { ServiceName, StackPorts } from './service-catalog.ts';

export type HostEnvironment = Record<string, string | undefined>;

export type StackFacts = {
  ports: StackPorts;
  databaseUrl: string;
  redisUrl: string;
  jwtSecret: string;
  webAppFolder: string;
  hasSimulator: boolean;
  /** Set when the stand-in for Stripe runs. */
  stripe?: { webhookSecret: string; stateFile: string };
};

/** What every program on this machine needs to run at all, and the settings that all services share. */
const SHARED = [
  ...['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...[
    'NODE_ENV',
    'LOG_LEVEL',
    'SERVICE_VERSION',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'TRUSTED_PROXIES',
    'DRAIN_DELAY_MS',
    'DRAIN_TIMEOUT_MS',
  ],
];

const ACCOUNT_LIMITS = ['RATE_LIMIT_REQUESTS_PER_MINUTE', 'RATE_LIMIT_TOKENS_PER_MINUTE'];

/** Settings that a person may give to `npm start`, and the one service that sees them. */
const OWN: Record<ServiceName, readonly string[]> = {
  simulator: ['SIMULATOR_MODELS'],
  'stripe-stand-in': ['STRIPE_WEBHOOK_SECRET'],
  'llm-worker': [
    ...['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'],
    ...['OPENAI_COMPATIBLE_ENDPOINTS', 'ANTHROPIC_COMPATIBLE_ENDPOINTS', 'OLLAMA_BASE_URL', 'MODELS_REFRESH_MS'],
    ...[
      'LLM_WORKER_CONCURRENCY',
      'FIRST_TOKEN_TIMEOUT_MS',
      'FIRST_TOKEN_TIMEOUT_MAX_MS',
      'PROVIDER_WAIT_MS',
      'RETENTION_WEBHOOK_DELIVERIES_DAYS',
      'SIMULATOR_IN_PRODUCTION',
      'WEBHOOK_ALLOW_PRIVATE_ADDRESSES',
      'HTTP_PROXY',
      'HTTPS_PROXY',
      'NO_PROXY',
      'NODE_USE_ENV_PROXY',
    ],
  ],
  'auth-service': [
    ...[
      'JWT_SECRET',
      'JWT_SECRET_PREVIOUS',
      'AUTH_PASSWORD_POLICY',
      'ADMIN_EMAIL',
      'ADMIN_PASSWORD',
      'WELCOME_CREDITS',
    ],
    ...['RETENTION_SESSIONS_DAYS', 'RETENTION_FORMER_EMAILS_DAYS'],
    ...['REGISTRATIONS_PER_HOUR', 'FRONTEND_URL', 'OAUTH_CLIENT_ID', 'OAUTH_CLIENT_SECRET', 'SENDGRID_API_KEY'],
  ],
  'core-service': [
    ...[
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRET',
      'STRIPE_STARTER_PRICE_ID',
      'STRIPE_PRO_PRICE_ID',
      'STRIPE_BUSINESS_PRICE_ID',
      'STRIPE_API_BASE',
    ],
    ...['FRONTEND_URL', 'SMTP_URL', 'SENDGRID_API_KEY', 'MAIL_FROM'],
    ...['RETENTION_NOTICES_DAYS', 'RETENTION_BATCHES_DAYS'],
    ...['RETENTION_STRIPE_EVENTS_DAYS', 'RETENTION_LEDGER_AUDITS_DAYS'],
    'WEBHOOK_ALLOW_PRIVATE_ADDRESSES',
  ],
  'mcp-server': ['MODEL_ALIASES', 'AUTO_MODELS', 'ROUTING_STRATEGY', ...ACCOUNT_LIMITS],
  'api-gateway': [
    'FRONTEND_URL',
    'MODEL_ALIASES',
    'AUTO_MODELS',
    'ROUTING_STRATEGY',
    ...ACCOUNT_LIMITS,
    'WS_HEARTBEAT_INTERVAL',
    'WS_CONNECTION_TIMEOUT',
  ],
};

const USES_STORES: Record<ServiceName, boolean> = {
  simulator: false,
  'stripe-stand-in': false,
  'llm-worker': true,
  'auth-service': true,
  'core-service': true,
  'mcp-server': true,
  'api-gateway': true,
};

/** A terminal is waiting for Ctrl-C to take effect: streams get less time to end than in a rolling upgrade. */
const LOCAL_DEFAULTS = { NODE_ENV: 'development', DRAIN_TIMEOUT_MS: '4000' };

/** Where an Ollama listens unless it is told otherwise: on a person's own machine its models need no setting. */
export const LOCAL_OLLAMA_URL = 'http://127.0.0.1:11434';

/** A person's own machine is where their webhooks are tried out. */
const LOCAL_WEBHOOKS = { WEBHOOK_ALLOW_PRIVATE_ADDRESSES: 'true' };

function pick(host: HostEnvironment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (host[name] ? [[name, host[name]] as const] : [])));
}

const local = (port: number): string => `http://127.0.0.1:${port}`;

function ownFacts(
  name: ServiceName,
  { ports, jwtSecret, webAppFolder, hasSimulator, stripe }: StackFacts,
): Record<string, string> {
  const frontendUrl = `http://localhost:${ports.services['api-gateway']}`;
  const authServiceUrl = local(ports.services['auth-service']);
  switch (name) {
    case 'simulator':
      return {};
    case 'stripe-stand-in':
      return standInSettings(ports, stripe);
    case 'llm-worker':
      return {
        OLLAMA_BASE_URL: LOCAL_OLLAMA_URL,
        ...LOCAL_WEBHOOKS,
        ...(hasSimulator && { SIMULATOR_URL: local(ports.services.simulator) }),
      };
    case 'auth-service':
      return { JWT_SECRET: jwtSecret, FRONTEND_URL: frontendUrl };
    case 'core-service':
      return {
        AUTH_SERVICE_URL: authServiceUrl,
        FRONTEND_URL: frontendUrl,
        ...LOCAL_WEBHOOKS,
        ...standInForStripe(ports, stripe),
      };
    case 'mcp-server':
      return { AUTH_SERVICE_URL: authServiceUrl };
    case 'api-gateway':
      return {
        AUTH_SERVICE_URL: authServiceUrl,
        CORE_SERVICE_URL: local(ports.services['core-service']),
        MCP_SERVER_URL: local(ports.services['mcp-server']),
        FRONTEND_URL: frontendUrl,
        WEB_APP_DIR: webAppFolder,
      };
  }
}

/** What makes the hub take the stand-in for Stripe. The key is no secret: the stand-in takes any of this form. */
function standInForStripe({ services }: StackPorts, stripe: StackFacts['stripe']): Record<string, string> {
  if (stripe === undefined) return {};
  return {
    STRIPE_SECRET_KEY: 'sk_test_standin',
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_API_BASE: local(services['stripe-stand-in']),
    STRIPE_STAND_IN: 'true',
  };
}

/** Events go through the gateway's door, as Stripe's do. */
function standInSettings({ services }: StackPorts, stripe: StackFacts['stripe']): Record<string, string> {
  if (stripe === undefined) return {};
  return {
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STAND_IN_WEBHOOK_URL: `${local(services['api-gateway'])}/api/payments/webhook`,
    STAND_IN_PUBLIC_URL: `http://localhost:${services['stripe-stand-in']}`,
    STAND_IN_STATE_FILE: stripe.stateFile,
  };
}

/**
 * The whole environment of one service: nothing of the shell reaches it but what is named here. A provider's key is seen by llm-worker
 * and nobody else, as in the charts.
 */
export function composeServiceEnvironment(
  name: ServiceName,
  facts: StackFacts,
  host: HostEnvironment,
): Record<string, string> {
  return {
    ...LOCAL_DEFAULTS,
    ...(USES_STORES[name] ? { DATABASE_URL: facts.databaseUrl, REDIS_URL: facts.redisUrl } : {}),
    ...ownFacts(name, facts),
    ...pick(host, [...SHARED, ...OWN[name]]),
    PORT: String(facts.ports.services[name]),
  };
}
