/** As URL writes them, by the names that RFC 6761 and 8375 keep for one's own network, or that many use there. */
const privateNames: readonly RegExp[] = [
  /^[^.:[\]]+$/, // Without a dot: localhost, or what a search list completes.
  /\.(?:localhost|local|internal|intranet|lan|home\.arpa)$/,
  /^(?:0|10|127)(?:\.\d+){3}$|^(?:192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d+){2}$/,
  /^\[(?:::1?|f[cd][\da-f]{2}:.*|fe[89ab][\da-f]:.*)\]$/,
];

/** Whether nobody outside the writer's own network reaches what `hostname` names. */
export function isPrivateName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return privateNames.some((shape) => shape.test(name));
}
