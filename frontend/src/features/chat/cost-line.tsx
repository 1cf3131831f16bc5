import Typography from '@mui/material/Typography';
import type { Usage } from '@smart-ai-hub/contracts';
import { formatCount, formatDuration, formatMicros } from '../../shared/ui/format.ts';
import type { Answer } from './chat-slice.ts';

/** Tokens and credits of an answer, or of one model's part of it. */
export function costFacts(usage: Usage | null, costMicros: string | null): string[] {
  const inputTokens = usage
    ? usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens
    : 0;
  return [
    ...(usage ? [`${formatCount(inputTokens)} in / ${formatCount(usage.outputTokens)} out tokens`] : []),
    ...(usage?.estimated ? ['counted by the hub'] : []),
    ...(costMicros !== null ? [`${formatMicros(costMicros)} credits`] : []),
  ];
}

/** What an answer took, exactly as it was charged. */
export function costLineText({ model, parts, usage, costMicros, firstTokenMs }: Answer): string {
  return [
    parts.length > 1 ? 'In all' : model,
    ...costFacts(usage, costMicros),
    ...(firstTokenMs !== null ? [`first token ${formatDuration(firstTokenMs)}`] : []),
  ].join(' · ');
}

export function CostLine({ answer }: { answer: Answer }) {
  if (answer.costMicros === null) return null;
  return (
    <Typography
      role="note"
      aria-label="Usage and cost"
      variant="caption"
      component="p"
      sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}
    >
      {costLineText(answer)}
    </Typography>
  );
}
