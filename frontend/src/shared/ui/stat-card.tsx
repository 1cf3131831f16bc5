import Card from '@mui/material/Card';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

type StatCardProps = { label: string; value: ReactNode | undefined; note?: ReactNode };

/** One figure with its name; a skeleton of the same height while it is undefined. */
export function StatCard({ label, value, note }: StatCardProps) {
  return (
    <Card component="dl" sx={{ m: 0, px: 2.5, py: 2, minWidth: 0 }}>
      <Typography component="dt" variant="body2" sx={{ color: 'text.secondary' }}>
        {label}
      </Typography>
      <Typography
        component="dd"
        sx={{
          m: 0,
          mt: 0.25,
          fontSize: '1.5rem',
          fontWeight: 620,
          letterSpacing: '-0.02em',
          fontVariantNumeric: 'tabular-nums',
        }}
      >
        {value ?? <Skeleton width="60%" />}
      </Typography>
      {note && (
        <Typography component="dd" variant="caption" sx={{ m: 0, color: 'text.secondary' }}>
          {note}
        </Typography>
      )}
    </Card>
  );
}
