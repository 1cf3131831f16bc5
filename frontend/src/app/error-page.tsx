import Button from '@mui/material/Button';
import { useRouteError } from 'react-router';
import { MessagePage } from './message-page.tsx';

/** Browsers word it differently when a page's code cannot be loaded: after a release, or offline. */
const CHUNK_FAILED = /dynamically imported module|module script|Failed to fetch/i;

/** Shown in place of a page that failed to load or to render. */
export function ErrorPage() {
  const error = useRouteError();
  const isChunkMissing = error instanceof Error && CHUNK_FAILED.test(error.message);
  return (
    <MessagePage
      title={isChunkMissing ? 'This page could not be loaded' : 'Something went wrong on this page'}
      action={
        <>
          <Button variant="contained" onClick={() => globalThis.location.reload()}>
            Reload the page
          </Button>
          <Button variant="outlined" href="/dashboard">
            Go to the dashboard
          </Button>
        </>
      }
    >
      {isChunkMissing
        ? 'You may be offline, or a new version was released while this page was open. Reloading fetches it.'
        : 'Your account and your credits are not affected. Reloading usually helps.'}
    </MessagePage>
  );
}
