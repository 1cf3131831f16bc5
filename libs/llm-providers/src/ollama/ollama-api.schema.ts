import { z } from 'zod';

/** As much of `GET /api/tags` as is needed: https://docs.ollama.com/api/tags */
export const tagsSchema = z.object({
  models: z.array(
    z.object({
      name: z.string().min(1),
      /** Changes whenever the model behind the name does. */
      digest: z.string().optional(),
    }),
  ),
});
export type OllamaTag = z.output<typeof tagsSchema>['models'][number];

/** As much of `POST /api/show` as is needed: https://docs.ollama.com/api-reference/show-model-details */
export const showSchema = z.object({
  /** `completion`, `tools`, `vision`, `thinking`, `embedding`, …; servers before 0.6.4 tell none. */
  capabilities: z.array(z.string()).optional(),
  /** Keys begin with the architecture, which `general.architecture` names. */
  model_info: z.record(z.string(), z.unknown()).optional(),
});
export type OllamaModelInfo = z.output<typeof showSchema>;
