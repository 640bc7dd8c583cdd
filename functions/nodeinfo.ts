import { version as softwareVersion, type App } from '../src/app.ts';
import {
  nodeInfoLinks,
  nodeInfoOf,
  nodeInfoType,
  type ModerationFacts,
  type NodeInfoVersion,
} from '../src/protocol/nodeinfo.ts';
import { HOST_META_TYPE, hostMetaOf } from '../src/protocol/host-meta.ts';
import type { Site } from '../src/site.ts';
import { json } from './respond.ts';

/** Where the NodeInfo documents are. */
export function nodeInfoIndex(_request: Request, { context }: App): Response {
  const { instanceActor, origin } = context.site;
  return json(nodeInfoLinks(origin, instanceActor), 'application/json');
}

/**
 * What runs here and how much it holds (NodeInfo 2.1, and 2.0 for those who know no other). What only followers see is not
 * counted, so that the number says no more than the outbox does.
 */
export function nodeInfo(request: Request, { context, release }: App): Response {
  const version: NodeInfoVersion = new URL(request.url).pathname === '/nodeinfo/2.0' ? '2.0' : '2.1';
  const { blog, actor } = context.site;
  const open = release.manifest.objects.filter(({ isRestricted }) => !isRestricted);
  const comments = open.filter(({ isReply }) => isReply).length;
  const facts = {
    version,
    software: { name: 'outward', version: softwareVersion },
    users: 1,
    localPosts: open.length - comments,
    localComments: comments,
    nodeName: blog.title,
    nodeDescription: blog.description,
    staffAccounts: [actor],
    moderation: moderationFacts(context.site, release),
  };
  return json(nodeInfoOf(facts), nodeInfoType(version));
}

/** The page that `content/pages/rules.md` makes. */
const rulesPath = '/rules/';

/** Undefined while the writer has written no rules down. */
function moderationFacts({ blog, origin }: Site, { manifest }: App['release']): ModerationFacts | undefined {
  if (manifest.resources[rulesPath] === undefined) return undefined;
  const { comments, contact } = blog;
  return { policy: comments?.policy ?? 'first-time', rules: `${origin}${rulesPath}`, contact };
}

/** Where WebFinger is (RFC 6415), for those who ask here first. */
export function hostMeta(_request: Request, { context }: App): Response {
  const headers = { 'content-type': HOST_META_TYPE, 'access-control-allow-origin': '*' };
  return new Response(hostMetaOf(context.site.origin), { headers });
}
