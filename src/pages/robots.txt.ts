import type { APIRoute } from 'astro';
import { robotsOf } from '../components/robots.ts';

export const GET: APIRoute = ({ locals: { site } }) =>
  new Response(robotsOf(site), { headers: { 'content-type': 'text/plain; charset=utf-8' } });
