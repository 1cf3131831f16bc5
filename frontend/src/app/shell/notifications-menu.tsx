import NotificationsIcon from '@mui/icons-material/NotificationsNoneOutlined';
import Badge from '@mui/material/Badge';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { type MouseEvent, useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { useBalanceQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatCredits } from '../../shared/ui/format.ts';
import { MenuPopover } from './menu-popover.tsx';

/** Below this many credits the reader is told before calls begin to be refused. */
const LOW_BALANCE = 1;

function LowBalance({ available, onOpen }: { available: number; onOpen: () => void }) {
  return (
    <Box sx={{ px: 2.5, pb: 2.5, pt: 0.5 }}>
      <Typography sx={{ fontWeight: 600 }}>Your credits are running low</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
        {formatCredits(available)} credits are available. Calls that need more than that are refused before they begin.
      </Typography>
      <Link component={RouterLink} to="/credits" onClick={onOpen} variant="body2">
        Open credits
      </Link>
    </Box>
  );
}

export function NotificationsMenu() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { data } = useBalanceQuery();
  const isLow = data !== undefined && data.available < LOW_BALANCE;
  const close = () => setAnchor(null);
  return (
    <>
      <IconButton
        aria-label={isLow ? 'Notifications, 1 new' : 'Notifications'}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event: MouseEvent<HTMLElement>) => setAnchor(event.currentTarget)}
      >
        <Badge color="error" variant="dot" invisible={!isLow}>
          <NotificationsIcon />
        </Badge>
      </IconButton>
      <MenuPopover label="Notifications" anchor={anchor} width={340} onClose={close}>
        <Typography variant="h2" sx={{ px: 2.5, pt: 2, pb: 1 }}>
          Notifications
        </Typography>
        {isLow ? (
          <LowBalance available={data.available} onOpen={close} />
        ) : (
          <EmptyState icon={<NotificationsIcon />} title="You are all caught up">
            When your credits run low, it is said here.
          </EmptyState>
        )}
      </MenuPopover>
    </>
  );
}
