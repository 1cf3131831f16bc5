import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const backend = 'http://localhost:3000';

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': backend, '/v1': backend, '/ws': { target: backend, ws: true } } },
  build: {
    outDir: 'dist',
    // A font or image inlined as a data: URL would be refused by the Content-Security-Policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // zod has to be configured before any schema is made: see src/app/zod-config.ts.
        codeSplitting: { groups: [{ name: 'zod', test: /node_modules[\\/]zod[\\/]|zod-config/ }] },
      },
    },
  },
});
