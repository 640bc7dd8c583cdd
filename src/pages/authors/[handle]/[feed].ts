import type { APIRoute } from 'astro';
import { answerFeed } from '../../../components/feed-formats.ts';
import { authorPath } from '../../../posts/paths.ts';

export const GET: APIRoute = ({ locals, params }) =>
  answerFeed(authorPath(params.handle ?? ''), params.feed, locals);
