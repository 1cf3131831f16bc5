import NotificationsIcon from '@mui/icons-material/NotificationsNoneOutlined';
import Badge from '@mui/material/Badge';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Notice } from '@smart-ai-hub/contracts';
import { type MouseEvent, useState } from 'react';
import { useMarkNoticesReadMutation, useNoticesQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatDateTime } from '../../shared/ui/format.ts';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { MenuPopover } from './menu-popover.tsx';

const SHOWN = 10;
const LOOK_AGAIN_MS = 60_000;

function NoticeRow({ notice: { title, text, createdAt, readAt } }: { notice: Notice }) {
  return (
    <Box component="li" sx={{ px: 2.5, py: 1.5, bgcolor: readAt === null ? 'action.hover' : undefined }}>
      <Typography sx={{ fontWeight: readAt === null ? 600 : 500 }}>{title}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {text}
      </Typography>
      <Typography variant="caption" sx={{ color: 'text.secondary' }}>
        {formatDateTime(createdAt)}
      </Typography>
    </Box>
  );
}

function Notices({ notices }: { notices: readonly Notice[] }) {
  if (notices.length === 0) {
    return (
      <EmptyState icon={<NotificationsIcon />} title="You are all caught up">
        When your credits run low, it is said here.
      </EmptyState>
    );
  }
  return (
    <RowList label="Notices">
      {notices.map((notice) => (
        <NoticeRow key={notice.id} notice={notice} />
      ))}
    </RowList>
  );
}

/** What the hub told the signed-in person; it looks for more once a minute. */
export function NotificationsMenu() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { data, error, refetch } = useNoticesQuery(
    { query: { page: 1, limit: SHOWN } },
    { pollingInterval: LOOK_AGAIN_MS, skipPollingIfUnfocused: true },
  );
  const [markRead, { isLoading }] = useMarkNoticesReadMutation();
  const unread = data?.unread ?? 0;
  return (
    <>
      <IconButton
        aria-label={unread > 0 ? `Notifications, ${unread} new` : 'Notifications'}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event: MouseEvent<HTMLElement>) => setAnchor(event.currentTarget)}
      >
        <Badge color="error" variant="dot" invisible={unread === 0}>
          <NotificationsIcon />
        </Badge>
      </IconButton>
      <MenuPopover label="Notifications" anchor={anchor} width={360} onClose={() => setAnchor(null)}>
        <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', px: 2.5, pt: 2, pb: 1 }}>
          <Typography variant="h2">Notifications</Typography>
          {unread > 0 && (
            <Button size="small" loading={isLoading} onClick={() => void markRead({ body: { read: true } })}>
              Mark as read
            </Button>
          )}
        </Stack>
        {error && !data && (
          <Box sx={{ p: 2 }}>
            <QueryProblem error={error} onRetry={() => void refetch()} />
          </Box>
        )}
        {!error && !data && <LoadingRows label="Loading the notifications" rows={2} />}
        {data && <Notices notices={data.notices} />}
      </MenuPopover>
    </>
  );
}
