import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Webhook } from '@smart-ai-hub/contracts';
import { Link as RouterLink } from 'react-router';
import { eventNames, webhookTitle } from './describe-webhook.ts';
import { WebhookState } from './webhook-state.tsx';

/** One webhook: what it is called, where it leads and what it is told of. */
export function WebhookRow({ webhook }: { webhook: Webhook }) {
  return (
    <Stack
      component="li"
      direction={{ xs: 'column', sm: 'row' }}
      sx={{ gap: { xs: 1, sm: 2 }, alignItems: { sm: 'center' }, px: { xs: 2, sm: 3 }, py: 1.75 }}
    >
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Link component={RouterLink} to={`/webhooks/${webhook.id}`} sx={{ fontWeight: 560 }}>
          {webhookTitle(webhook)}
        </Link>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {webhook.url}
        </Typography>
        <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
          {webhook.events.map((event) => eventNames[event]).join(' · ')}
        </Typography>
      </Box>
      <Box>
        <WebhookState webhook={webhook} />
      </Box>
    </Stack>
  );
}
