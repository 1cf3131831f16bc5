import { z } from 'zod';

// Otherwise zod compiles its parsers with `new Function`, which the Content-Security-Policy refuses. Has to run before any
// schema is made, hence a module of its own and the first import.
z.config({ jitless: true });
