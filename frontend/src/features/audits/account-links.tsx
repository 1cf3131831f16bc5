import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Fragment } from 'react';
import { Link as RouterLink } from 'react-router';
import { formatCount } from '../../shared/ui/format.ts';

const SHOWN = 20;

/** The way to each of these accounts; of very many, to the first. */
export function AccountLinks({ label, ids }: { label: string; ids: readonly string[] }) {
  return (
    <Typography variant="body2">
      {label}:{' '}
      {ids.slice(0, SHOWN).map((id, place) => (
        <Fragment key={id}>
          {place > 0 && ', '}
          <Link component={RouterLink} to={`/administration/accounts/${id}`}>
            {id}
          </Link>
        </Fragment>
      ))}
      {ids.length > SHOWN && ` and ${formatCount(ids.length - SHOWN)} more`}
    </Typography>
  );
}
