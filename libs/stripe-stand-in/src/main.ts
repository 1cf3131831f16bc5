import { readStandInConfig } from './config.ts';
import { createStandIn } from './create-stand-in.ts';

const config = readStandInConfig(process.env);
const standIn = await createStandIn({
  host: config.HOST,
  port: config.PORT,
  publicUrl: config.STAND_IN_PUBLIC_URL,
  webhookSecret: config.STRIPE_WEBHOOK_SECRET,
  webhookUrls: [config.STAND_IN_WEBHOOK_URL],
  stateFile: config.STAND_IN_STATE_FILE,
  bankDelayMs: config.STAND_IN_BANK_DELAY_MS,
});
process.stdout.write(`the stand-in for Stripe listens on ${standIn.url}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void standIn.close().then(() => process.exit(0)));
}
