import { runService } from '@smart-ai-hub/service-kit';
import { readConfig } from './config.ts';
import { startCore } from './dependencies.ts';

await runService({ service: 'core-service', config: readConfig, start: startCore });
