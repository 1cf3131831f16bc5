import { AppError } from '@smart-ai-hub/contracts';

export type PasswordPolicyName = 'basic' | 'strict';

/** Throws `weak_password` with a hint in words; `personal` is what an attacker would try first: e-mail and names. */
export type CheckPassword = (password: string, personal: readonly string[]) => void;

/** zxcvbn's scale from 0 to 4: 3 withstands 10^8 guesses, which a slow hash turns into years. */
const MIN_SCORE = 3;

/**
 * `basic` asks for eight characters, which the endpoint's schema has already checked. `strict` also refuses what is in lists of
 * common and breached passwords or is easily derived from them, by estimating the number of guesses.
 */
export async function createPasswordPolicy(name: PasswordPolicyName): Promise<CheckPassword> {
  if (name === 'basic') return () => {};
  // The word lists take megabytes, so they are loaded only where they are used.
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return (password, personal) => {
    const { score } = estimator.check(
      password,
      personal.flatMap((text) => [text, ...text.split(/[@.\s]/)]),
    );
    if (score >= MIN_SCORE) return;
    throw new AppError('weak_password', {
      detail: 'password: too easy to guess. Use several uncommon words, or more characters that are not a pattern.',
      errors: [{ path: 'password', message: 'too easy to guess' }],
    });
  };
}
