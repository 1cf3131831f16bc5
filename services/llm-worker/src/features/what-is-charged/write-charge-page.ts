import { readFileSync, writeFileSync } from 'node:fs';
import { renderChargePage } from './render-charge-page.ts';

// Run after a change of the tables: node services/llm-worker/src/features/what-is-charged/write-charge-page.ts
const page = new URL('../../../../../docs/what-is-charged.md', import.meta.url);
writeFileSync(page, renderChargePage(readFileSync(page, 'utf8')));
