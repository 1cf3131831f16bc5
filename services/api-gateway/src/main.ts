import { runService } from '@smart-ai-hub/service-kit';
import { readConfig } from './config.ts';
import { startGatewayProcess } from './dependencies.ts';

await runService({ service: 'api-gateway', config: () => readConfig(process.env), start: startGatewayProcess });
