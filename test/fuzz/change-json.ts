import type { Random } from '../support/random.ts';
import { changeText } from './change-text.ts';
import { addresses, dates, names, types } from './dictionary.ts';

/** A little more than a body may have: what is longer never reaches a reader. */
const charactersMax = 300_000;

/** A document with one to five changes of its structure or its values, as JSON. What is no JSON is changed as text. */
export function changeJson(json: string, random: Random, others: readonly string[] = []): string {
  if (random.chance(0.02)) return changeText(json, random, others);
  let document = jsonIn(json);
  if (document === undefined) return changeText(json, random, others);
  const count = random.chance(0.6) ? 1 : 2 + random.below(4); // The more, the earlier it is refused.
  for (let times = count; times > 0; times -= 1) {
    const whole = document;
    const change = random.pick(random.chance(0.4) ? likely : unlikely);
    document = replaced(whole, somePath(whole, random), (value) => change(value, random, whole, others));
    if (random.chance(0.2)) document = withMember(document, random);
  }
  const changed = JSON.stringify(document) as string | undefined;
  return changed === undefined || changed.length > charactersMax ? json : changed;
}

type Change = (value: unknown, random: Random, whole: unknown, others: readonly string[]) => unknown;

/** Values that might have stood there. */
const likely: readonly Change[] = [
  (value, random) => (typeof value === 'string' ? changeText(value, random) : value),
  (value, random, whole) =>
    typeof value === 'string' ? ofItsKind(value, random) : at(whole, somePath(whole, random)),
  (value, random) => (typeof value === 'string' ? ofItsKind(value, random) : random.pick(addresses)),
];

/** Structures that nobody would write, and somebody does. */
const unlikely: readonly Change[] = [
  () => undefined,
  () => null,
  (value) => [value, value],
  (value) => [[value]],
  (value) => [null, value],
  (value) => ({ id: value }),
  (value) => ({ type: 'Link', href: value }),
  (value) => (Array.isArray(value) ? (value[0] as unknown) : [value]),
  (value) => textIn(value),
  (_, random) => random.pick([...types, ...addresses]),
  (_, random) =>
    random.pick([true, false, 0, -1, 1.5, 1e308, -0, '', ' ', [], {}, [[]], [{}], { '@id': 'x' }]),
  (_, random, whole) => at(whole, somePath(whole, random)),
  (_, random, __, others) => (others.length === 0 ? null : jsonIn(random.pick(others))),
  (value, random) => Array.from({ length: 1 + random.below(300) }, () => value),
  (value, random) => nested(value, 1 + random.below(40)),
  (value, random) => `${textIn(value)}${'x'.repeat(random.below(70_000))}`,
];

function ofItsKind(text: string, random: Random): string {
  if (/^\d{4}-/.test(text)) return random.pick(dates);
  if (/^[A-Z]\w+$/.test(text)) return random.pick(types);
  return /^(?:https?|as):/.test(text) ? random.pick(addresses) : changeText(text, random);
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** Undefined for what is no JSON. */
export function jsonIn(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

type Path = readonly string[];
const pathsMax = 2_000;

/** The paths to all values, the whole first. */
function pathsOf(document: unknown): readonly Path[] {
  const paths: Path[] = [[]];
  for (let next = 0; next < paths.length && paths.length < pathsMax; next += 1) {
    const path = paths[next]!;
    const value = at(document, path);
    if (typeof value === 'object' && value !== null)
      for (const key of Object.keys(value)) paths.push([...path, key]);
  }
  return paths;
}

const decisive: ReadonlySet<string> = new Set(names);

/** Any path; more often than by chance to something that decides. */
function somePath(document: unknown, random: Random): Path {
  const paths = pathsOf(document);
  const deciding = random.chance(0.6) ? paths.filter((path) => decisive.has(path.at(-1) ?? '')) : [];
  return random.pick(deciding.length === 0 ? paths : deciding);
}

function at(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>>)[key], document);
}

function replaced(document: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(document);
  const value = replaced((document as Readonly<Record<string, unknown>>)[key], rest, change);
  if (Array.isArray(document))
    return document.map((item: unknown, index) => (String(index) === key ? value : item));
  return withOwn(document as object, key, value);
}

/** As JSON.parse does it: even `__proto__` is a name like any other. */
function withOwn(object: object, key: string, value: unknown): object {
  const copy = { ...object };
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** With a member more, or with one of another value; or with one under another name. */
function withMember(document: unknown, random: Random): unknown {
  const value = at(document, somePath(document, random));
  const places = pathsOf(document).filter((path) => isObject(at(document, path)));
  if (places.length === 0) return document;
  return replaced(document, random.pick(places), (place) =>
    random.chance(0.5)
      ? withOwn(place as object, random.pick(names), value)
      : renamed(place as object, random),
  );
}

function renamed(object: object, random: Random): object {
  const entries = Object.entries(object);
  if (entries.length === 0) return object;
  const [old, value] = random.pick(entries) as [string, unknown];
  return withOwn(Object.fromEntries(entries.filter(([key]) => key !== old)), random.pick(names), value);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nested(value: unknown, depth: number): unknown {
  return depth === 0 ? value : nested({ object: value }, depth - 1);
}
