/**
 * Stops this process, by the same SIGTERM as a supervisor's, when standard input closes. A supervisor that starts services
 * with a pipe as their standard input leaves no orphans behind, even when it is killed by SIGKILL.
 */
export function exitWhenParentDies(): void {
  const stop = () => process.kill(process.pid, 'SIGTERM');
  process.stdin.once('end', stop);
  process.stdin.once('error', stop);
  process.stdin.resume();
}
