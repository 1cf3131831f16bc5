import Typography from '@mui/material/Typography';
import { formatCount, formatDuration, formatMicros } from '../../shared/ui/format.ts';
import type { Answer } from './chat-slice.ts';

/** What an answer took, exactly as it was charged. */
export function costLineText({ model, usage, costMicros, firstTokenMs }: Answer): string {
  const inputTokens = usage
    ? usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens
    : 0;
  return [
    model,
    ...(usage ? [`${formatCount(inputTokens)} in / ${formatCount(usage.outputTokens)} out tokens`] : []),
    ...(usage?.estimated ? ['counted by the hub'] : []),
    ...(costMicros !== null ? [`${formatMicros(costMicros)} credits`] : []),
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
