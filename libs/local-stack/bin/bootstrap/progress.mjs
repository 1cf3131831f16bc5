// One line per step, with its seconds. Used before anything is installed, so it needs nothing but Node.
const isTerminal = process.stdout.isTTY === true;

/** @param {number} startedAt */
const seconds = (startedAt) => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

/** @param {string} line */
export function print(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs one step and prints its line when it ends; a terminal also sees it run. A step may answer a remark.
 * @template T
 * @param {string} title
 * @param {() => Promise<T> | T} work
 * @param {(answer: T) => string | undefined} [remarkOf]
 * @returns {Promise<T>}
 */
export async function step(title, work, remarkOf) {
  const startedAt = performance.now();
  const show = () => process.stdout.write(`\r\x1b[2K… ${title} (${seconds(startedAt)})`);
  const ticker = isTerminal ? setInterval(show, 200) : undefined;
  const clear = () => {
    clearInterval(ticker);
    if (isTerminal) process.stdout.write('\r\x1b[2K');
  };
  try {
    const answer = await work();
    clear();
    const remark = remarkOf?.(answer);
    print(`✓ ${title} (${seconds(startedAt)})${remark === undefined ? '' : `: ${remark}`}`);
    return answer;
  } catch (error) {
    clear();
    print(`✗ ${title} (${seconds(startedAt)})`);
    throw error;
  }
}
