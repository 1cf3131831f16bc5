import { runService } from '@smart-ai-hub/service-kit';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { createDependencies } from './dependencies.ts';
import { startRetention } from './features/retention/start-retention.ts';

await runService({
  service: 'auth-service',
  config: readConfig,
  start: async (context) => {
    const dependencies = await createDependencies(context);
    const pruning = startRetention({ ...context, retention: dependencies.retention });
    const close = async () => {
      pruning.stop();
      await dependencies.close();
    };
    return { app: createApp(dependencies), close };
  },
});
