/** Only a secret holds these; llm-worker's lists of endpoints have keys in them. */
const SECRETS = new Set([
  ...[
    'DATABASE_URL',
    'REDIS_URL',
    'JWT_SECRET',
    'JWT_SECRET_PREVIOUS',
    'ADMIN_PASSWORD',
    'SMTP_URL',
    'SENDGRID_API_KEY',
  ],
  ...['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'ANTHROPIC_API_KEY', 'OPENAI_API_KEY'],
  ...['OPENAI_COMPATIBLE_ENDPOINTS', 'ANTHROPIC_COMPATIBLE_ENDPOINTS'],
]);

/** The chart alone knows these, or they make no sense in a cluster. */
const WIRED = new Set([
  ...['PORT', 'NODE_ENV', 'SERVICE_VERSION', 'PARENT_WATCH', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'TRUSTED_PROXIES'],
  ...['DRAIN_DELAY_MS', 'DRAIN_TIMEOUT_MS', 'FRONTEND_URL', 'WEB_APP_DIR'],
  ...['AUTH_SERVICE_URL', 'CORE_SERVICE_URL', 'MCP_SERVER_URL', 'SIMULATOR_URL', 'SIMULATOR_IN_PRODUCTION'],
  ...['STRIPE_API_BASE', 'STRIPE_STAND_IN'],
]);

const LOOKS_SECRET = /KEY|SECRET|PASSWORD|TOKEN|ENDPOINTS/;
/** Named like secrets, and none. */
const HARMLESS = new Set([
  'AUTH_PASSWORD_POLICY',
  'RATE_LIMIT_TOKENS_PER_MINUTE',
  'FIRST_TOKEN_TIMEOUT_MS',
  'FIRST_TOKEN_TIMEOUT_MAX_MS',
]);

export const isSecretName = (name: string): boolean =>
  SECRETS.has(name) || (LOOKS_SECRET.test(name) && !HARMLESS.has(name));

/**
 * Where a setting comes from. A new one comes from values, which end in a ConfigMap; throws when its name says that it may be a
 * secret and nobody has decided.
 */
export function placeOf(name: string): 'values' | 'chart' | 'secret' {
  if (SECRETS.has(name)) return 'secret';
  if (WIRED.has(name)) return 'chart';
  if (isSecretName(name))
    throw new Error(
      `${name} is named like a secret: say where it comes from in charts/checks/settings/setting-places.ts`,
    );
  return 'values';
}
