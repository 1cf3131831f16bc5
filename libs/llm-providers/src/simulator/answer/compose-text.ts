import { createRandom, hashText } from './seeded-random.ts';

const OPENINGS = [
  'Happy to help with *{subject}*.',
  'Here is a short answer about *{subject}*.',
  'Good question: *{subject}*.',
  'Let us look at *{subject}* together.',
];

const DISCLOSURE =
  'This is the built-in **simulator**: no model was called, and what you read is made up so that streaming, billing and error handling can be tried without a provider key.';

const POINTS = [
  '**Start small.** Take the simplest part of *{subject}* first and make it work from end to end.',
  '**Measure before you change.** Two numbers about *{subject}* tell more than ten opinions.',
  '**Write down the goal.** One sentence that says what "done" means keeps the rest honest.',
  '**Look at the edges.** Empty, very long and broken input is where the surprises are.',
  '**Keep it reversible.** A step that can be taken back can be taken early.',
  '**Ask who is affected.** The person who uses the result usually knows the answer.',
  '**Name things well.** Half of understanding *{subject}* is calling its parts by their names.',
  '**Leave a trace.** A note for whoever comes next costs a minute and saves an hour.',
];

const CLOSINGS = [
  'The same question always gets this same answer, so tests can rely on it.',
  'Ask again with other words and the simulator will pick other points.',
  'Connect a real provider and this place will hold a real answer.',
];

/** A pleasant paragraph of Markdown about the subject: the same for the same seed. */
export function composeText(subject: string, seed: string): string {
  const random = createRandom(hashText(seed));
  const fill = (template: string) => template.replace('{subject}', subject);
  const points = takeSome(POINTS, 3, random).map((point) => `- ${fill(point)}`);
  const parts = [`${fill(pick(OPENINGS, random))} ${DISCLOSURE}`, points.join('\n'), pick(CLOSINGS, random)];
  return parts.join('\n\n');
}

/** More to read, for answers of a wanted length. */
export function composeMore(subject: string, seed: string): string {
  const random = createRandom(hashText(seed));
  return `\n\n### More on ${subject}\n\n${takeSome(POINTS, 4, random)
    .map((point, at) => `${at + 1}. ${point.replace('{subject}', subject)}`)
    .join('\n')}`;
}

export function composeReasoning(subject: string): string {
  return `The question is about ${subject}. I am a simulator, so I weigh a few fixed points and choose among them by the words of the question.`;
}

const MAX_SUBJECT_WORDS = 8;
const MAX_SUBJECT_CHARACTERS = 60;

/** The first words of the question, without what would break the Markdown around them. */
export function subjectOf(text: string): string {
  const words = text
    .replace(/[*_`#<>[\]]/g, ' ')
    .trim()
    .split(/\s+/)
    .slice(0, MAX_SUBJECT_WORDS)
    .join(' ');
  const subject = words.slice(0, MAX_SUBJECT_CHARACTERS).replace(/[\s.,;:!?]+$/, '');
  return subject === '' ? 'your message' : subject;
}

function pick(list: string[], random: () => number): string {
  return list[Math.floor(random() * list.length)] ?? '';
}

function takeSome(list: string[], count: number, random: () => number): string[] {
  const left = [...list];
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? '');
}
