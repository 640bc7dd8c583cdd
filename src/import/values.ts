/** What front matter or a settings file says, by key in small letters: texts, numbers, flags, dates, lists and more of it. */
export type Values = Readonly<Record<string, unknown>>;

/** The keys in small letters, at every depth: programs that read TOML and YAML alike do not tell them apart. */
export function valuesOf(parsed: unknown): Values {
  return isRecord(parsed)
    ? Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key.toLowerCase(), inner(value)]))
    : {};
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inner);
  return isRecord(value) ? valuesOf(value) : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** What stands under `name`, which may lead inwards: `cover.image`. */
export function valueAt(values: Values, name: string): unknown {
  return name
    .toLowerCase()
    .split('.')
    .reduce<unknown>(
      (within, key) => (isRecord(within) && Object.hasOwn(within, key) ? within[key] : undefined),
      values,
    );
}

/** The text under the first of these names that has one; numbers and dates are texts too. */
export function textOf(values: Values, ...names: readonly string[]): string | undefined {
  return names.map((name) => plain(valueAt(values, name))).find((text) => text !== undefined);
}

/** All texts under all of these names; one that stands alone is a list of one, or divided where `between` is found. */
export function textsOf(values: Values, names: readonly string[], between?: RegExp): readonly string[] {
  const lists = names.flatMap((name): readonly unknown[] => {
    const value = valueAt(values, name);
    if (Array.isArray(value)) return value as readonly unknown[];
    const text = plain(value);
    return text === undefined || between === undefined ? [text] : text.split(between);
  });
  return [...new Set(lists.map(plain).filter((text) => text !== undefined))];
}

export function isTrue(values: Values, name: string): boolean {
  return textOf(values, name) === 'true';
}

/** Undefined for nothing, `~` and `null`, and for what is no single value. */
function plain(value: unknown): string | undefined {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value.trim() : '';
  return ['', '~', 'null'].includes(text) ? undefined : text;
}
