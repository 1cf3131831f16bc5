import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

const NEAR_BOTTOM_PX = 64;

type StickToBottom = {
  ref: RefObject<HTMLDivElement | null>;
  isAway: boolean;
  toBottom: () => void;
};

/**
 * Keeps a scrolled box at its end while its content grows, until the reader scrolls up; from then on it stays where they
 * are, until they come back to the end.
 */
export function useStickToBottom(): StickToBottom {
  const ref = useRef<HTMLDivElement>(null);
  const isStuck = useRef(true);
  const [isAway, setAway] = useState(false);

  const toBottom = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    isStuck.current = true;
    setAway(false);
    box.scrollTop = box.scrollHeight;
  }, []);

  useEffect(() => {
    const box = ref.current;
    const content = box?.firstElementChild;
    if (!box || !content) return undefined;
    const onScroll = () => {
      isStuck.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_BOTTOM_PX;
      setAway(!isStuck.current);
    };
    // An upward gesture lets go at once, even where it is shorter than the distance that counts as "near the bottom".
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY < 0) isStuck.current = false;
    };
    const growth = new ResizeObserver(() => {
      if (isStuck.current) box.scrollTop = box.scrollHeight;
    });
    growth.observe(content);
    growth.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    box.addEventListener('wheel', onWheel, { passive: true });
    return () => {
      growth.disconnect();
      box.removeEventListener('scroll', onScroll);
      box.removeEventListener('wheel', onWheel);
    };
  }, []);

  return { ref, isAway, toBottom };
}
