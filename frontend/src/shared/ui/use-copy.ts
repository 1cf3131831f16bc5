import { useCallback, useEffect, useState } from 'react';

const SHOW_DONE_MS = 2000;

/** Copies text to the clipboard; `state` tells for two seconds how that went. */
export function useCopy(text: string): { state: 'idle' | 'copied' | 'failed'; copy: () => void } {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), SHOW_DONE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = useCallback(() => {
    // There is no clipboard on a page that was not served over HTTPS or from localhost.
    if (!navigator.clipboard) return setState('failed');
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  }, [text]);
  return { state, copy };
}
