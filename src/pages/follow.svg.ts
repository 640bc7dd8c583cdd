import type { APIRoute } from 'astro';
import { qrSvg } from '../components/qr.ts';

/** The blog's address for a telephone's camera. Its front page is also its profile for the fediverse (interop 1.4). */
export const GET: APIRoute = ({ locals }) =>
  new Response(qrSvg(`${locals.site.origin}/`), { headers: { 'content-type': 'image/svg+xml' } });
