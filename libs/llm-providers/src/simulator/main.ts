import { readSimulatorConfig } from './config.ts';
import { createSimulator } from './create-simulator.ts';
import { naturalPaceOf } from './settings/choose-behaviour.ts';

const simulator = await createSimulator({ ...readSimulatorConfig(process.env), paceOf: naturalPaceOf });
process.stdout.write(`simulator listening on ${simulator.url}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
