import { Webhook } from 'standardwebhooks';

/**
 * The headers of https://www.standardwebhooks.com: one signature for each secret that is valid, so that a receiver may change to a new one
 * at any moment of a rotation.
 */
export function signedHeaders(id: string, sentAt: Date, body: string, secrets: string[]): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, sentAt, body)).join(' '),
  };
}
