import type { APIRoute } from 'astro';
import { answerFeed } from '../../../components/feed-formats.ts';
import { tagPath } from '../../../posts/paths.ts';

export const GET: APIRoute = ({ locals, params }) =>
  answerFeed(tagPath(params.tag ?? ''), params.feed, locals);
