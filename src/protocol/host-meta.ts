/** `/.well-known/host-meta` (RFC 6415): an XRD that says where WebFinger is. `origin` as `URL.origin` writes it. */
export function hostMetaOf(origin: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="lrdd" template="${origin}/.well-known/webfinger?resource={uri}"/>
</XRD>
`;
}

export const HOST_META_TYPE = 'application/xrd+xml; charset=utf-8';
