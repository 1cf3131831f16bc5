import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { BarChart } from '@mui/x-charts/BarChart';
import { formatAxis } from '../../shared/ui/format.ts';
import { chartColors, chartRestColor } from '../../theme/theme.ts';
import type { UsageSeries } from './usage-series.ts';
import { formatSlot, formatWholeSlot, type UsageUnit } from './usage-span.ts';

type UsagePlotProps = {
  label: string;
  slots: readonly string[];
  unit: UsageUnit;
  series: readonly UsageSeries[];
  nameOf: (series: UsageSeries) => string;
  format: (value: number) => string;
};

/** Bars over time, one color for each group. The arrow keys walk through them, and what stands there is read out. */
export function UsagePlot({ label, slots, unit, series, nameOf, format }: UsagePlotProps) {
  const isPhone = useMediaQuery(useTheme().breakpoints.down('sm'));
  return (
    <Box role="group" aria-label={label}>
      <BarChart
        height={isPhone ? 260 : 320}
        margin={{ top: 16, right: 8, bottom: 0, left: 0 }}
        grid={{ horizontal: true }}
        skipAnimation
        xAxis={[
          {
            scaleType: 'band',
            data: [...slots],
            categoryGapRatio: 0.25,
            height: 28,
            disableTicks: true,
            valueFormatter: (slot: string, { location }) =>
              location === 'tick' ? formatSlot(unit, slot) : formatWholeSlot(unit, slot),
          },
        ]}
        yAxis={[{ width: 'auto', valueFormatter: formatAxis, disableLine: true, disableTicks: true }]}
        series={series.map((one, place) => ({
          id: one.key === '' ? 'all' : one.key,
          label: nameOf(one),
          data: one.values,
          stack: 'all',
          color: one.others === undefined ? (chartColors[place] ?? chartRestColor) : chartRestColor,
          // A tooltip names only what was used at that time.
          valueFormatter: (value) => (value ? format(value) : null),
        }))}
        hideLegend={series.length < 2}
      />
    </Box>
  );
}
