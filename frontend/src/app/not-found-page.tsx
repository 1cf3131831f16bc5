import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { MessagePage } from './message-page.tsx';

export function NotFoundPage() {
  return (
    <MessagePage
      title="This page does not exist"
      action={
        <Button variant="contained" component={Link} to="/dashboard">
          Go to the dashboard
        </Button>
      }
    >
      The address may be mistyped, or the page has moved.
    </MessagePage>
  );
}
