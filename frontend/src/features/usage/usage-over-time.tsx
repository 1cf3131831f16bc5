import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { formatAlignedCredits, formatCount, formatCredits } from '../../shared/ui/format.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { describeGroup, metricNames } from './describe-usage.ts';
import { UsagePlot } from './usage-plot.tsx';
import type { UsageQuestion } from './usage-question.ts';
import { toSeries, type UsageMetric, type UsageRow, type UsageSeries } from './usage-series.ts';
import { slotsOf, type UsageUnit } from './usage-span.ts';
import { UsageTimes } from './usage-times.tsx';
import type { NameOf } from './use-usage.ts';

type Answer = { from: string; to: string; total: number; rows: readonly UsageRow[] };
type Change = (part: Partial<UsageQuestion>) => void;

function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  names: Record<Value, string>;
  onChange: (value: Value) => void;
}) {
  const options = Object.entries(props.names) as [Value, string][];
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      aria-label={props.label}
      value={props.value}
      onChange={(_, value: Value | null) => value !== null && props.onChange(value)}
    >
      {options.map(([value, name]) => (
        <ToggleButton key={value} value={value} sx={{ px: 1.5, py: 0.375, textTransform: 'none' }}>
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

const views = { plot: 'Plot', table: 'Table' };

function Choices({ question, onChange }: { question: UsageQuestion; onChange: Change }) {
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
      <Choice
        label="What is shown"
        value={question.metric}
        names={metricNames}
        onChange={(metric) => onChange({ metric })}
      />
      <Choice label="How it is shown" value={question.view} names={views} onChange={(view) => onChange({ view })} />
    </Stack>
  );
}

/** In a plot a figure stands alone, in a table below others. */
const formats: Record<UsageMetric, Record<UsageQuestion['view'], (value: number) => string>> = {
  cost: { plot: (value) => `${formatCredits(value)} credits`, table: formatAlignedCredits },
  calls: { plot: formatCount, table: formatCount },
  tokens: { plot: formatCount, table: formatCount },
};

type UsageOverTimeProps = {
  question: UsageQuestion;
  unit: UsageUnit;
  answer: Answer;
  nameOf: NameOf;
  onChange: Change;
};

/** Cost, calls or tokens over time: as a plot, or as the figures that it is made of. */
export function UsageOverTime({ question, unit, answer, nameOf, onChange }: UsageOverTimeProps) {
  const { group, metric, view } = question;
  const slots = slotsOf(unit, answer.from, answer.to);
  const series = toSeries(answer.rows, { slots, unit, group, metric });
  const nameOfSeries = ({ key, others }: UsageSeries) =>
    others === undefined ? nameOf(group, key) : `${formatCount(others)} others`;
  const label = `${metricNames[metric]} by ${unit}${describeGroup(group)}`;
  const shown = { label, slots, unit, series, nameOf: nameOfSeries, format: formats[metric][view] };
  return (
    <Panel
      title="Over time"
      description={metric === 'cost' ? `${label}, in credits` : label}
      action={<Choices question={question} onChange={onChange} />}
    >
      <Stack sx={{ gap: 2 }}>
        {answer.total > answer.rows.length && (
          <Alert severity="warning" variant="outlined">
            Only the latest {formatCount(answer.rows.length)} of {formatCount(answer.total)} rows are shown. Choose a
            shorter time or fewer groups; the file has all of them.
          </Alert>
        )}
        {series.length === 0 ? (
          <Box sx={{ py: 4, textAlign: 'center', color: 'text.secondary' }}>These calls used none of it.</Box>
        ) : view === 'plot' ? (
          <UsagePlot {...shown} />
        ) : (
          <UsageTimes {...shown} />
        )}
      </Stack>
    </Panel>
  );
}
