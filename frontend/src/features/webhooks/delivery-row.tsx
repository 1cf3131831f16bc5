import DeliveredIcon from '@mui/icons-material/CheckCircleOutlineRounded';
import FailedIcon from '@mui/icons-material/ErrorOutlineRounded';
import ExpandIcon from '@mui/icons-material/KeyboardArrowDownRounded';
import PendingIcon from '@mui/icons-material/ScheduleRounded';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Collapse from '@mui/material/Collapse';
import IconButton from '@mui/material/IconButton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { WebhookDelivery } from '@smart-ai-hub/contracts';
import { useId, useState } from 'react';
import { useRedeliverWebhookMutation } from '../../shared/api/hub-api.ts';
import { formatDateTime } from '../../shared/ui/format.ts';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { monospace } from '../../theme/theme.ts';
import { attemptResult, deliveryFacts, eventNames } from './describe-webhook.ts';

const states = {
  pending: { label: 'Waiting', color: 'info', Icon: PendingIcon },
  delivered: { label: 'Delivered', color: 'success', Icon: DeliveredIcon },
  failed: { label: 'Given up', color: 'error', Icon: FailedIcon },
} as const satisfies Record<WebhookDelivery['state'], object>;

function DeliveryState({ state }: Pick<WebhookDelivery, 'state'>) {
  const { label, color, Icon } = states[state];
  return <Chip size="small" variant="outlined" label={label} color={color} icon={<Icon />} />;
}

function AttemptView({ attempt }: { attempt: WebhookDelivery['attempts'][number] }) {
  return (
    <Box component="li">
      <Typography variant="body2">
        <Box component="span" sx={{ fontWeight: 560 }}>
          Attempt {attempt.number}
        </Box>{' '}
        · {formatDateTime(attempt.startedAt)} · {attemptResult(attempt)}
      </Typography>
      {attempt.response !== '' && (
        <Box
          component="pre"
          tabIndex={0}
          role="group"
          aria-label={`What was answered to attempt ${attempt.number}`}
          sx={{
            m: 0,
            mt: 0.5,
            px: 1.5,
            py: 1,
            overflowX: 'auto',
            fontFamily: monospace,
            fontSize: '0.8125rem',
            borderRadius: 1,
            bgcolor: 'action.hover',
          }}
        >
          {attempt.response}
        </Box>
      )}
    </Box>
  );
}

function Details({ webhookId, delivery }: { webhookId: string; delivery: WebhookDelivery }) {
  const [redeliver, { error, isLoading }] = useRedeliverWebhookMutation();
  const send = () => void redeliver({ params: { id: webhookId, deliveryId: delivery.id } });
  return (
    <Stack sx={{ gap: 1.5, pl: { xs: 0, sm: 5.5 }, pr: 1, pt: 0.5, pb: 1 }}>
      <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
        About <code>{delivery.subjectId}</code>, sent as <code>{delivery.id}</code>
      </Typography>
      {delivery.attempts.length > 0 && (
        <Stack component="ol" aria-label="Attempts" sx={{ listStyle: 'none', m: 0, p: 0, gap: 1 }}>
          {delivery.attempts.map((attempt) => (
            <AttemptView key={attempt.number} attempt={attempt} />
          ))}
        </Stack>
      )}
      {error && <QueryProblem error={error} onRetry={send} />}
      <Box>
        <Button
          size="small"
          variant="outlined"
          loading={isLoading}
          disabled={delivery.state === 'pending'}
          onClick={send}
        >
          Deliver again
        </Button>
      </Box>
    </Stack>
  );
}

/** One event that was sent or is to be sent; opens to its attempts. */
export function DeliveryRow({ webhookId, delivery }: { webhookId: string; delivery: WebhookDelivery }) {
  const [isOpen, setOpen] = useState(false);
  const detailsId = useId();
  const name = `${eventNames[delivery.event]} of ${formatDateTime(delivery.createdAt)}`;
  return (
    <Box component="li" sx={{ px: { xs: 1.5, sm: 2 }, py: 1 }}>
      <Stack direction="row" sx={{ gap: { xs: 1, sm: 1.5 }, alignItems: { xs: 'flex-start', sm: 'center' } }}>
        <IconButton
          size="small"
          aria-label={`Details of ${name}`}
          aria-expanded={isOpen}
          aria-controls={detailsId}
          onClick={() => setOpen(!isOpen)}
        >
          <ExpandIcon sx={{ transition: 'transform 120ms', transform: isOpen ? 'rotate(180deg)' : 'none' }} />
        </IconButton>
        <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ flex: 1, minWidth: 0, gap: { xs: 0.5, sm: 2 } }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography sx={{ fontWeight: 540 }}>{eventNames[delivery.event]}</Typography>
            <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
              {formatDateTime(delivery.createdAt)} · {deliveryFacts(delivery)}
            </Typography>
          </Box>
          <Box sx={{ alignSelf: { sm: 'center' } }}>
            <DeliveryState state={delivery.state} />
          </Box>
        </Stack>
      </Stack>
      <Box id={detailsId}>
        <Collapse in={isOpen} unmountOnExit>
          <Details webhookId={webhookId} delivery={delivery} />
        </Collapse>
      </Box>
    </Box>
  );
}
