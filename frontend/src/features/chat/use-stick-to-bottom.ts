import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

const NEAR_BOTTOM_PX = 64;
const AT_BOTTOM_PX = 2;

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
    let lastTop = box.scrollTop;
    // Only a move upwards lets go: content that grows between two frames looks the same as a distance from the end.
    const onScroll = () => {
      const distance = box.scrollHeight - box.scrollTop - box.clientHeight;
      if (box.scrollTop < lastTop) isStuck.current = distance < AT_BOTTOM_PX;
      else if (distance < NEAR_BOTTOM_PX) isStuck.current = true;
      lastTop = box.scrollTop;
      setAway(!isStuck.current);
    };
    const growth = new ResizeObserver(() => {
      if (isStuck.current) box.scrollTop = box.scrollHeight;
    });
    growth.observe(content);
    growth.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      growth.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, []);

  return { ref, isAway, toBottom };
}
