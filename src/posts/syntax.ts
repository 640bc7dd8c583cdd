import type { Root } from 'mdast';
import { remark } from 'remark';
import remarkDirective from 'remark-directive';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import type { Processor } from 'unified';

/**
 * Stands before `#`, `@`, `.` and `:` that the writer escaped with a backslash, so that they become neither tag nor mention
 * nor bare address: GFM looks for those in finished texts once more. A noncharacter, which no text has.
 */
export const escapeMark = '\uFDD0';

const colon = 58;

const parser = remark().use(remarkGfm).use(remarkContainers).use(remarkEscapes).use(remarkMath).freeze();
const parserWithoutMaths = remark().use(remarkGfm).use(remarkContainers).use(remarkEscapes).freeze();

/** GFM with footnotes, maths between dollars, and `:::name` containers. */
export function parseMarkdown(markdown: string): Root {
  return parser.parse(markdown);
}

/** The same with dollars that mean money. */
export function parseWithoutMaths(markdown: string): Root {
  return parserWithoutMaths.parse(markdown);
}

/** Markdown that `parseMarkdown` reads as `tree`: every sign that could be taken for more than text is escaped. */
export function writeMarkdown(tree: Root): string {
  return parser.stringify(tree);
}

/** remark-directive with its container form only: `10:30`, `:smile:` and `::name` are text. */
function remarkContainers(this: Processor): void {
  remarkDirective.call(this);
  const syntax = this.data().micromarkExtensions?.at(-1);
  const [container] = [syntax?.flow?.[colon] ?? []].flat();
  this.data().micromarkExtensions?.splice(
    -1,
    1,
    container === undefined ? {} : { flow: { [colon]: container } },
  );
}

/** Escapes are marked where they are read; where texts are written, every `#` and `@` is escaped. */
function remarkEscapes(this: Processor): void {
  const data = this.data();
  data.toMarkdownExtensions ??= [];
  data.toMarkdownExtensions.push({
    unsafe: [
      { character: '#', inConstruct: 'phrasing' },
      { character: '@', inConstruct: 'phrasing' },
    ],
  });
  data.fromMarkdownExtensions ??= [];
  data.fromMarkdownExtensions.push({
    exit: {
      characterEscapeValue(token) {
        const text = this.stack.at(-1);
        if (text?.type === 'text' && /[#@.:]/.test(this.sliceSerialize(token))) text.value += escapeMark;
        this.config.exit.data?.call(this, token);
      },
    },
  });
}
