import { runService } from '@smart-ai-hub/service-kit';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { createDependencies } from './dependencies.ts';

await runService({
  service: 'mcp-server',
  config: readConfig,
  start: async (context) => {
    const dependencies = await createDependencies(context);
    return { app: createApp(dependencies), close: dependencies.close };
  },
});
