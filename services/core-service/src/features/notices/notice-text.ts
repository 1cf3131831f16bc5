import { microsToCredits, type NoticeKind, noticeKindSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';

export type NoticeText = { title: string; text: string; /** The page of the web app to go on at. */ path: string };

const microsSchema = z.string().regex(/^\d+$/).transform(BigInt);
const lowBalanceSchema = z.object({ balanceMicros: microsSchema, limitMicros: microsSchema });
const freezeSchema = z.object({ reason: z.string().optional() });

const credits = (micros: bigint): string => {
  const amount = microsToCredits(micros);
  return `${amount} ${amount === 1 ? 'credit' : 'credits'}`;
};

const texts: Record<NoticeKind, (facts: unknown) => NoticeText> = {
  low_balance(facts) {
    const { balanceMicros, limitMicros } = lowBalanceSchema.parse(facts);
    return {
      title: 'Your credits are running low',
      text: `${credits(balanceMicros)} were left when this was written, less than the ${credits(limitMicros)} below which you want to be told. Calls that need more than what is left are refused before they begin.`,
      path: '/credits',
    };
  },
  account_frozen(facts) {
    const { reason } = freezeSchema.parse(facts);
    return {
      title: 'Your account is frozen',
      text: `New calls are refused; calls that run are finished. ${reason === undefined ? '' : `The reason: ${reason} `}Your credits stay yours. The support of your hub can tell you more.`,
      path: '/credits',
    };
  },
  account_unfrozen: () => ({
    title: 'Your account works again',
    text: 'New calls are admitted again.',
    path: '/',
  }),
};

/** What a notice says, in the web app and by mail. */
export function writeNotice(kind: string, facts: unknown): NoticeText {
  return texts[noticeKindSchema.parse(kind)](facts);
}
