import Box from '@mui/material/Box';
import Chip from '@mui/material/Chip';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { AdminAccount } from '@smart-ai-hub/contracts';
import { Link as RouterLink } from 'react-router';
import { Credits } from '../../shared/ui/credits.tsx';
import { formatCredits, formatDateTime } from '../../shared/ui/format.ts';
import { accountTitle } from './describe-account.ts';

/** One account in the list: whose it is, and its balance. */
export function AccountRow({ account }: { account: AdminAccount }) {
  const { id, balance, held, debt, frozenAt, deletedAt, createdAt } = account;
  return (
    <Stack
      component="li"
      direction="row"
      sx={{ alignItems: 'center', columnGap: 2, rowGap: 0.5, flexWrap: 'wrap', px: { xs: 2, sm: 3 }, py: 1.5 }}
    >
      <Box sx={{ flex: 1, minWidth: 200 }}>
        <Link component={RouterLink} to={`/administration/accounts/${id}`}>
          {accountTitle(account)}
        </Link>
        <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
          {id} · since {formatDateTime(createdAt)}
        </Typography>
      </Box>
      {deletedAt !== null && <Chip size="small" variant="outlined" label="Deleted" />}
      {frozenAt !== null && deletedAt === null && <Chip size="small" variant="outlined" color="error" label="Frozen" />}
      {debt > 0 && <Chip size="small" variant="outlined" color="warning" label={`${formatCredits(debt)} owed`} />}
      <Box sx={{ textAlign: 'right' }}>
        <Typography sx={{ fontWeight: 560 }}>
          <Credits amount={balance} /> credits
        </Typography>
        <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
          <Credits amount={held} /> held
        </Typography>
      </Box>
    </Stack>
  );
}
