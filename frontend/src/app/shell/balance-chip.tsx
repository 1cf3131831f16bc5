import CreditsIcon from '@mui/icons-material/TollOutlined';
import Chip from '@mui/material/Chip';
import Skeleton from '@mui/material/Skeleton';
import Tooltip from '@mui/material/Tooltip';
import { Link } from 'react-router';
import { useBalanceQuery } from '../../shared/api/hub-api.ts';
import { formatCredits } from '../../shared/ui/format.ts';

const REFRESH_MS = 30_000;

/** The balance, everywhere. It follows each call of this page at once, and calls by API key within half a minute. */
export function BalanceChip() {
  const { data, isLoading } = useBalanceQuery(undefined, {
    pollingInterval: REFRESH_MS,
    skipPollingIfUnfocused: true,
    refetchOnFocus: true,
    refetchOnReconnect: true,
  });
  if (isLoading) return <Skeleton variant="rounded" width={120} height={32} sx={{ borderRadius: 4 }} />;
  if (!data) return null;
  return (
    <Tooltip title={`${formatCredits(data.available)} available, ${formatCredits(data.held)} held for running calls`}>
      <Chip
        component={Link}
        to="/credits"
        clickable
        variant="outlined"
        icon={<CreditsIcon fontSize="small" />}
        aria-label={`Balance: ${formatCredits(data.balance)} credits`}
        label={`${formatCredits(data.balance)} credits`}
        sx={{ fontVariantNumeric: 'tabular-nums', bgcolor: 'background.paper' }}
      />
    </Tooltip>
  );
}
