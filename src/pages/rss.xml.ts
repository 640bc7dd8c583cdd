import type { APIRoute } from 'astro';
import { answerFeed } from '../components/feed-formats.ts';

export const GET: APIRoute = ({ locals }) => answerFeed('/', 'rss.xml', locals);
