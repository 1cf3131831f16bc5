import CloudOffIcon from '@mui/icons-material/CloudOffOutlined';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import type { Model } from '@smart-ai-hub/contracts';
import { useCallback, useMemo } from 'react';
import { useDispatch, useSelector } from 'react-redux';
import { chatModelsOf } from '../../shared/api/chat-models.ts';
import { useModelsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { ChatHeader } from './chat-header.tsx';
import {
  type Answer,
  conversationCleared,
  fallbackChosen,
  modelChosen,
  selectChat,
  selectRunningAnswer,
} from './chat-slice.ts';
import { ask, type ChatDispatch, retry, stop } from './chat-thunks.ts';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';

function Chat({ models, model }: { models: readonly Model[]; model: Model }) {
  const dispatch = useDispatch<ChatDispatch>();
  const { turns, fallback: fallbackId } = useSelector(selectChat);
  const running = useSelector(selectRunningAnswer);
  const fallback = models.find(({ id }) => id === fallbackId && id !== model.id) ?? null;
  const asked = useMemo(() => (fallback ? [model.id, fallback.id] : [model.id]), [model.id, fallback]);
  const send = (text: string) => void dispatch(ask(asked, text));
  const onRetry = useCallback((answer: Answer) => void dispatch(retry(answer, asked)), [dispatch, asked]);
  return (
    <Stack sx={{ height: 'calc(100dvh - var(--app-bar-height, 0px) - var(--banners-height, 0px))', minHeight: 480 }}>
      <ChatHeader
        models={models}
        model={model}
        fallback={fallback}
        canClear={turns.length > 0 && !running}
        onModel={({ id }) => dispatch(modelChosen(id))}
        onFallback={(other) => dispatch(fallbackChosen(other?.id ?? null))}
        onClear={() => dispatch(conversationCleared())}
      />
      <Conversation turns={turns} onRetry={onRetry} onSuggestion={send} />
      <Box sx={{ width: '100%', maxWidth: 780, mx: 'auto', px: { xs: 1.5, sm: 4 }, pb: { xs: 1.5, sm: 2 } }}>
        <Composer
          isRunning={running !== undefined}
          isStopping={running?.status === 'stopping'}
          onSend={send}
          onStop={() => running && void dispatch(stop(running))}
        />
      </Box>
    </Stack>
  );
}

function LoadingChat() {
  return (
    <Page>
      <PageHeading title="AI services" />
      <Stack role="status" aria-label="Loading the models" sx={{ gap: 2 }}>
        <Skeleton variant="rounded" height={40} sx={{ maxWidth: 340 }} />
        <Skeleton variant="rounded" height={280} />
        <Skeleton variant="rounded" height={56} />
      </Stack>
    </Page>
  );
}

function NoChat({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Page>
      <PageHeading title="AI services" />
      {error ? (
        <QueryProblem error={error} onRetry={onRetry} />
      ) : (
        <EmptyState icon={<CloudOffIcon />} title="No model is available">
          The operator of this hub has not set up a provider, or its worker has not started yet. This page looks again
          by itself.
        </EmptyState>
      )}
    </Page>
  );
}

const LOOK_AGAIN_MS = 5_000;

/** "AI services": a conversation with any model of the hub. */
export function ChatPage() {
  const { model: chosenId } = useSelector(selectChat);
  const known = chatModelsOf(useModelsQuery().data).length;
  const { data, error, refetch, isLoading } = useModelsQuery(undefined, {
    pollingInterval: known === 0 ? LOOK_AGAIN_MS : 0,
  });
  if (isLoading) return <LoadingChat />;
  const models = chatModelsOf(data);
  const model = models.find(({ id }) => id === chosenId) ?? models[0];
  if (!model) return <NoChat error={error} onRetry={() => void refetch()} />;
  return <Chat models={models} model={model} />;
}
