/** An element as it was read. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  /** Of the element itself, without that of its children. */
  readonly text: string;
}

interface OpenNode extends XmlNode {
  readonly children: XmlNode[];
  text: string;
}

const character = String.raw`[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]`;
const wholeText = new RegExp(`^${character}*$`, 'u');
const token = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[A-Za-z][\w:.-]*="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const attribute = /([A-Za-z][\w:.-]*)="([^"<]*)"/g;

/** Reads the part of XML 1.0 that feeds use, and throws where a parser has to refuse the document (XML §1.2, "fatal error"). */
export function parseXml(document: string): XmlNode {
  if (!wholeText.test(document)) throw new Error('a character that XML does not know');
  const body = document.replace(/^<\?xml version="1\.0" encoding="utf-8"\?>\s*/, '').trimEnd();
  const root: OpenNode = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  token.lastIndex = 0;
  for (let end = 0; end < body.length; end = token.lastIndex) {
    token.lastIndex = end;
    const match = token.exec(body);
    if (match === null) throw new Error(`not XML: ${body.slice(end, end + 60)}`);
    take(match, open);
  }
  const [first, ...others] = root.children;
  if (open.length !== 1 || first === undefined || others.length > 0) throw new Error('not one whole element');
  return first;
}

function take([, closes, name, attributes, empty, text]: RegExpExecArray, open: OpenNode[]): void {
  const above = open.at(-1);
  if (above === undefined) throw new Error('nothing is open');
  if (text !== undefined) above.text += decoded(text);
  else if (closes === '/') close(name ?? '', open);
  else {
    const node = { name: name ?? '', attributes: attributesOf(attributes ?? ''), children: [], text: '' };
    above.children.push(node);
    if (empty !== '/') open.push(node);
  }
}

function close(name: string, open: OpenNode[]): void {
  if (open.length < 2 || open.pop()?.name !== name) throw new Error(`</${name}> ends what is not open`);
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(attribute)].map(
    ([, key = '', value = '']) => [key, decoded(value)] as const,
  );
  if (new Set(pairs.map(([key]) => key)).size < pairs.length)
    throw new Error('an attribute stands there twice');
  return Object.fromEntries(pairs);
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decoded(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> outside of CDATA');
  return text.replaceAll(/&([^;&\s]*);?/g, (reference: string, name: string) => {
    const value = entities.get(name);
    if (value === undefined || !reference.endsWith(';')) throw new Error(`no such entity: ${reference}`);
    return value;
  });
}

/** The elements called `name` directly below `node`. */
export function childrenOf(node: XmlNode, name: string): readonly XmlNode[] {
  return node.children.filter((child) => child.name === name);
}

/** The text of the one element called `name` directly below `node`; undefined where there is none. */
export function textOf(node: XmlNode, name: string): string | undefined {
  const [first, ...others] = childrenOf(node, name);
  if (others.length > 0) throw new Error(`more than one ${name}`);
  return first?.text;
}
