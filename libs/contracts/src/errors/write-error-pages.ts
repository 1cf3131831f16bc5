import { mkdirSync, writeFileSync } from 'node:fs';
import { errorPage } from './error-guide.ts';
import { errorCodes } from './error-table.ts';

// Run after a change of the table or the guide: node libs/contracts/src/errors/write-error-pages.ts
const folder = new URL('../../../../docs/errors/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const code of errorCodes) writeFileSync(new URL(`${code}.md`, folder), errorPage(code));
