import { runService } from '@smart-ai-hub/service-kit';
import { readConfig } from './config.ts';
import { startWorker } from './dependencies.ts';

await runService({ service: 'llm-worker', config: () => readConfig(process.env), start: startWorker });
