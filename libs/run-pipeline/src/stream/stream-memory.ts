/** What a process remembers of the streams that it writes, so that it can write them anew when Redis has lost them. */
export type StreamMemory = { open(): StreamCopy };

/** The frames of one stream, as they were appended. */
export type StreamCopy = {
  add(eventsJson: string): void;
  /** All of them; undefined once there was no room for one. */
  frames(): readonly string[] | undefined;
  forget(): void;
};

/** Of all streams together, in characters of JSON: thousands of ordinary answers. */
const MAX_KEPT_CHARACTERS = 64 * 1024 * 1024;

/** @param maxCharacters For all streams together: the one that does not fit any more is not remembered. */
export function createStreamMemory(maxCharacters = MAX_KEPT_CHARACTERS): StreamMemory {
  let kept = 0;
  return {
    open() {
      let frames: string[] | undefined = [];
      let characters = 0;
      const forget = () => {
        kept -= characters;
        characters = 0;
        frames = undefined;
      };
      return {
        add(eventsJson) {
          if (frames === undefined) return;
          frames.push(eventsJson);
          characters += eventsJson.length;
          kept += eventsJson.length;
          if (kept > maxCharacters) forget();
        },
        frames: () => frames,
        forget,
      };
    },
  };
}
