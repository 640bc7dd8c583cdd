import { join, relative } from 'node:path';
import type { ContentProblem, Post } from '../posts/post.ts';
import { readYaml } from '../posts/yaml.ts';
import type { CorrectionView } from '../theme.ts';
import { contentsOf, editsIn, headOf, shortName, type FileEdit } from './history.ts';
import { changedPassages } from './word-diff.ts';

/** What a commit changed in the text of a post that readers had seen. */
export interface Correction {
  /** Its short name: `1a2b3c4`. */
  readonly commit: string;
  /** When it was written, milliseconds. */
  readonly at: number;
  /** The first line of its message. */
  readonly subject: string;
  /** Title and text. */
  readonly before: string;
  readonly after: string;
}

/** Posts that were corrected, each with its corrections, newest first. */
export type Corrections = ReadonlyMap<Post, readonly Correction[]>;

/**
 * The corrections of `posts`, as the git repository around `contentDir` tells them: edits of title or text, written after
 * `publishedAt` of the post (milliseconds), between versions that everybody could read. None where there is no repository, or not its
 * whole history; none of posts that wish so. Rejects with HistoryUnreadable when git fails midway.
 */
export async function readCorrections(
  contentDir: string,
  posts: readonly Post[],
  publishedAt: (post: Post) => number,
): Promise<Corrections> {
  const dir = join(contentDir, 'posts');
  const head = await headOf(dir);
  if (head === undefined || head.isCutOff) return new Map();
  const edits = await editsIn(dir);
  const edited = posts
    .filter(({ showsHistory, visibility }) => showsHistory !== false && visibility !== 'followers')
    .map((post) => ({
      post,
      own: editsSince(publishedAt(post), edits.get(relative('content/posts', post.file))),
    }))
    .filter(({ own }) => own.length > 0);
  const names = edited.flatMap(({ own }) => own.flatMap(({ after, before }) => [before, after]));
  const contents = await contentsOf(dir, [...new Set(names)]);
  const read = edited.map(
    ({ own, post }) => [post, own.flatMap((edit) => correctionOf(edit, contents))] as const,
  );
  return new Map(read.filter(([, corrections]) => corrections.length > 0));
}

function editsSince(moment: number, edits: readonly FileEdit[] = []): readonly FileEdit[] {
  return edits.filter(({ at }) => at > moment);
}

/** None where the words stayed as they were, or where one of the two was not for everybody. */
function correctionOf(
  { after, at, before, commit, subject }: FileEdit,
  contents: ReadonlyMap<string, string>,
): readonly Correction[] {
  const [old, young] = [before, after].map((name) => readVersion(contents.get(name) ?? '', at));
  if (old === undefined || young === undefined || old === young) return [];
  return [{ commit: shortName(commit), at, subject, before: old, after: young }];
}

/** As a post is taken apart when it is published. */
const shape = /^---[ \t]*\n(?<front>(?:(?!---).*\n)*)---[ \t]*(?:\n|$)(?<text>[^]*)$/;

/**
 * Title and text of a file as it was at `at` (milliseconds); undefined for what not everybody could read then: drafts, what is
 * for followers, what was due later, and what cannot be read, as that was never published.
 */
function readVersion(file: string, at: number): string | undefined {
  const lines = file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const { front, text } = shape.exec(lines)?.groups ?? {};
  if (front === undefined || text === undefined) return undefined;
  const problems: ContentProblem[] = [];
  const fields = readYaml(front, { file: '', problems });
  const isDraft = fields.flag('draft', false);
  const visibility = fields.choice('visibility', ['public', 'unlisted', 'followers'], 'public');
  const due = fields.date('date')?.getTime() ?? -Infinity;
  const title = fields.text('title') ?? '';
  if (problems.length > 0 || isDraft || visibility === 'followers' || due > at) return undefined;
  return [title, text.trim()].filter((part) => part !== '').join('\n\n');
}

/** What the page shows of a correction. */
export function correctionView({ after, at, before, commit, subject }: Correction): CorrectionView {
  return { commit, at, subject, passages: changedPassages(before, after) };
}
