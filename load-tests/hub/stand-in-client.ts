/** What a buyer does on the payment page, by the name of its button. */
export type Choice = 'card' | 'declined' | 'delayed-paid' | 'delayed-failed';

/** What goes wrong on the way of the events; see libs/stripe-stand-in. */
export type Disorder = {
  copies?: [least: number, most: number];
  maxDelayMs?: number;
  dropRate?: number;
  lostAnswerRate?: number;
  retryDelaysMs?: number[];
  apiFailureRate?: number;
  seed?: number;
};

const ATTEMPTS = 20;

/** Drives the stand-in for Stripe as buyers, banks and the operator's staff do at Stripe itself. */
export function createStandInClient(url: string) {
  const post = async (path: string, init: RequestInit, accepted: readonly number[]): Promise<void> => {
    const response = await fetch(`${url}${path}`, { method: 'POST', redirect: 'manual', ...init });
    const text = await response.text();
    if (!accepted.includes(response.status)) throw new Error(`POST ${path} answered ${response.status}: ${text}`);
  };
  return {
    cause: (disorder: Disorder) =>
      post(
        '/stand-in/settings',
        { body: JSON.stringify(disorder), headers: { 'content-type': 'application/json' } },
        [200],
      ),
    pay: (sessionId: string, choice: Choice) =>
      post(`/pay/${sessionId}`, { body: new URLSearchParams({ choice }) }, [200, 303]),
    /** Gives so many cents of a payment back. Its API fails now and then where that was asked for; the key makes it one refund. */
    async refund(paymentIntent: string, cents: number): Promise<void> {
      const body = new URLSearchParams({ payment_intent: paymentIntent, amount: String(cents) });
      const headers = {
        authorization: 'Bearer sk_test_standin',
        'idempotency-key': `refund-${paymentIntent}-${cents}`,
      };
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await post('/v1/refunds', { body, headers }, [200]);
        } catch (error) {
          if (attempt >= ATTEMPTS) throw error;
        }
      }
    },
  };
}
