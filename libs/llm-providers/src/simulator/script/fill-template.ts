const PLACE = /\{\{([a-z][A-Za-z0-9]*)\}\}/g;

/** Puts the values into each string of a JSON value; a name that has no value stays as it is. */
export function fillTemplate(template: unknown, values: Record<string, string>): unknown {
  if (typeof template === 'string') return fillText(template, values);
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, values));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, fillTemplate(item, values)]));
}

export function fillText(template: string, values: Record<string, string>): string {
  return template.replace(PLACE, (place, name: string) => values[name] ?? place);
}
