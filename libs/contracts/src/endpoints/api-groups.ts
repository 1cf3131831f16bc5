import { accountEndpoints, personAdministrationEndpoints } from './accounts.ts';
import { adminAccountEndpoints } from './admin-accounts.ts';
import { apiKeyEndpoints } from './api-keys.ts';
import { auditEndpoints } from './audits.ts';
import { batchEndpoints } from './batches.ts';
import { budgetEndpoints } from './budgets.ts';
import { creditEndpoints } from './credits.ts';
import type { EndpointGroup } from './endpoint-group.ts';
import { hubEndpoints } from './hub.ts';
import { mcpEndpoints } from './mcp.ts';
import { modelEndpoints } from './models.ts';
import { noticeEndpoints } from './notices.ts';
import { providerEndpoints } from './providers.ts';
import { paymentAdministrationEndpoints } from './payment-administration.ts';
import { paymentEndpoints } from './payments.ts';
import { personalDataEndpoints } from './personal-data.ts';
import { priceEndpoints } from './prices.ts';
import { promoCodeEndpoints } from './promo-codes.ts';
import { queueBoardEndpoints } from './queue-board.ts';
import { contentRetentionEndpoints, runContentEndpoints } from './run-contents.ts';
import { runEndpoints, runHistoryEndpoints } from './runs.ts';
import { socketEndpoints } from './socket.ts';
import { adminUsageEndpoints, usageEndpoints } from './usage.ts';
import { webhookEndpoints } from './webhooks.ts';

/**
 * Every public endpoint whose form is the hub's own, in the order of the API document. Those of the wire dialects are declared in
 * libs/dialects.
 */
export const apiGroups = [
  { tag: 'Accounts', service: 'auth-service', endpoints: accountEndpoints },
  { tag: 'API keys', service: 'auth-service', endpoints: apiKeyEndpoints },
  { tag: 'Credits', service: 'core-service', endpoints: creditEndpoints },
  { tag: 'Credits', service: 'core-service', endpoints: budgetEndpoints },
  { tag: 'Payments', service: 'core-service', endpoints: paymentEndpoints },
  { tag: 'Promo codes', service: 'core-service', endpoints: promoCodeEndpoints },
  { tag: 'Notices', service: 'core-service', endpoints: noticeEndpoints },
  { tag: 'Your data', service: 'core-service', endpoints: contentRetentionEndpoints },
  { tag: 'Your data', service: 'core-service', endpoints: personalDataEndpoints },
  { tag: 'Usage', service: 'core-service', endpoints: usageEndpoints },
  { tag: 'Models', service: 'core-service', endpoints: modelEndpoints },
  { tag: 'Models', service: 'api-gateway', endpoints: providerEndpoints },
  { tag: 'Administration', service: 'core-service', endpoints: priceEndpoints },
  { tag: 'Administration', service: 'core-service', endpoints: paymentAdministrationEndpoints },
  { tag: 'Administration', service: 'core-service', endpoints: adminAccountEndpoints },
  { tag: 'Administration', service: 'auth-service', endpoints: personAdministrationEndpoints },
  { tag: 'Administration', service: 'core-service', endpoints: auditEndpoints },
  { tag: 'Administration', service: 'core-service', endpoints: adminUsageEndpoints },
  { tag: 'Administration', service: 'api-gateway', endpoints: queueBoardEndpoints },
  { tag: 'Runs', service: 'api-gateway', endpoints: runEndpoints },
  { tag: 'Runs', service: 'api-gateway', endpoints: socketEndpoints },
  { tag: 'Runs', service: 'core-service', endpoints: runHistoryEndpoints },
  { tag: 'Runs', service: 'core-service', endpoints: runContentEndpoints },
  { tag: 'Batches', service: 'api-gateway', endpoints: batchEndpoints },
  { tag: 'Webhooks', service: 'core-service', endpoints: webhookEndpoints },
  { tag: 'Model Context Protocol', service: 'mcp-server', endpoints: mcpEndpoints },
  { tag: 'The hub itself', service: 'api-gateway', endpoints: hubEndpoints },
] as const satisfies readonly EndpointGroup[];
