/** What the headers of answers tell, by name: the API document explains them in these words. */
export const answerHeaders = {
  'x-request-id':
    "The request's id: yours where you sent a harmless one, else a new one. Quote it when you ask for help.",
  'request-id': 'The same as x-request-id, under the name that Anthropic’s SDKs read.',
  'x-hub-run-id': 'The run that answers; `GET /api/runs/{id}` tells what became of it and what it cost.',
  'x-hub-model': 'The model that really answers.',
  'x-hub-models':
    'All models that wrote the answer, in their order, where the first broke off; behind a stream, as a trailer.',
  'x-hub-warnings':
    'What is done otherwise than asked, since the model cannot do it; several are separated by semicolons.',
  'retry-after': 'Seconds after which another try is worthwhile.',
  'x-should-retry': '`true` where the same call may succeed later, unchanged; `false` where it will not.',
  'www-authenticate': 'The scheme by which to say who calls.',
  etag: 'The version of this answer; send it as `If-None-Match` to be told 304 while it holds.',
  'set-cookie': 'The refresh token, out of reach of scripts.',
} as const;

export type AnswerHeader = keyof typeof answerHeaders;

/** Of every answer that a model gives. */
export const callHeaders = [
  'x-hub-run-id',
  'x-hub-model',
  'x-hub-models',
  'x-hub-warnings',
] as const satisfies AnswerHeader[];
