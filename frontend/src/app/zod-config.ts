import { z } from 'zod';

// Otherwise zod compiles its parsers with `new Function`, which the Content-Security-Policy refuses. Has to run before any
// schema is made: it is the first import, and vite.config.ts keeps it in one chunk with zod, which all other chunks wait for.
z.config({ jitless: true });
