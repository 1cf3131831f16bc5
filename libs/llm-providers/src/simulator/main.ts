import { readSimulatorConfig } from './config.ts';
import { createSimulator } from './create-simulator.ts';
import { naturalPaceOf } from './settings/choose-behaviour.ts';

const { drainTimeoutMs, ...config } = readSimulatorConfig(process.env);
const simulator = await createSimulator({ ...config, paceOf: naturalPaceOf });
process.stdout.write(`simulator listening on ${simulator.url}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void simulator.close(drainTimeoutMs).then(() => process.exit(0)));
}
