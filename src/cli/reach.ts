/** What keeps other servers from reaching a blog at `origin`, each a sentence with its cure; empty when nothing can be seen. */
export function missingForReach(origin: string): readonly string[] {
  const url = new URL(origin);
  const missing: string[] = [];
  if (!isPublicName(url.hostname))
    missing.push(`A public name: ${url.hostname} means this machine only. Set ORIGIN=https://your.domain.`);
  if (url.protocol !== 'https:')
    missing.push('TLS: other servers speak https only. Put Caddy or nginx in front (see README).');
  if (url.port !== '')
    missing.push(
      `The usual port: many servers refuse addresses with a port (:${url.port}). Let the proxy listen on 443.`,
    );
  return missing;
}

/** A name with a dot that is not set aside for other uses (RFC 6761, RFC 8375). */
function isPublicName(hostname: string): boolean {
  if (/^[\d.]+$|^\[/.test(hostname)) return false;
  return (
    hostname.includes('.') && !/\.(localhost|local|internal|test|example|invalid|onion|arpa)$/.test(hostname)
  );
}
