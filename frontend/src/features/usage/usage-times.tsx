import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { totalsOf, type UsageSeries } from './usage-series.ts';
import { formatWholeSlot, type UsageUnit } from './usage-span.ts';

type UsageTimesProps = {
  label: string;
  slots: readonly string[];
  unit: UsageUnit;
  series: readonly UsageSeries[];
  nameOf: (series: UsageSeries) => string;
  format: (value: number) => string;
};

const unitNames: Record<UsageUnit, string> = { hour: 'Hour (UTC)', day: 'Day (UTC)', month: 'Month (UTC)' };
const figures = { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' };

/** The figures of the plot, the latest first. */
export function UsageTimes({ label, slots, unit, series, nameOf, format }: UsageTimesProps) {
  const totals = totalsOf(series, slots);
  const places = slots.map((_, place) => place).reverse();
  return (
    <TableContainer tabIndex={0} role="region" aria-label={label} sx={{ maxHeight: 420 }}>
      <Table stickyHeader size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            <TableCell>{unitNames[unit]}</TableCell>
            {series.length > 1 && <TableCell align="right">All</TableCell>}
            {series.map((one) => (
              <TableCell key={one.key} align="right">
                {nameOf(one)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {places.map((place) => (
            <TableRow key={slots[place]}>
              <TableCell component="th" scope="row" sx={{ whiteSpace: 'nowrap' }}>
                {formatWholeSlot(unit, slots[place] ?? '')}
              </TableCell>
              {series.length > 1 && (
                <TableCell align="right" sx={{ ...figures, fontWeight: 560 }}>
                  {format(totals[place] ?? 0)}
                </TableCell>
              )}
              {series.map(({ key, values }) => (
                <TableCell key={key} align="right" sx={figures}>
                  {format(values[place] ?? 0)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
