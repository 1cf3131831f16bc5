import Box from '@mui/material/Box';
import { Fragment, type ReactNode } from 'react';

/** Names and what they stand for, one below the other; what is undefined is left out. */
export function FactList({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Box
      component="dl"
      sx={{
        display: 'grid',
        gridTemplateColumns: 'max-content 1fr',
        columnGap: 2,
        rowGap: 0.5,
        m: 0,
        fontSize: '0.875rem',
      }}
    >
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <Fragment key={name}>
              <Box component="dt" sx={{ color: 'text.secondary' }}>
                {name}
              </Box>
              <Box component="dd" sx={{ m: 0, minWidth: 0, overflowWrap: 'anywhere' }}>
                {value}
              </Box>
            </Fragment>
          ),
      )}
    </Box>
  );
}
