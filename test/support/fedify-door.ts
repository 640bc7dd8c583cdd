import { formatAcceptSignature, verifyRequest, type Context } from '@fedify/fedify';
import { getDocumentLoader } from '@fedify/fedify/runtime';
import type { FedifyRequest } from './fedify-peer.ts';
import type { SignatureReader } from './verifier.ts';

/** What every request passes before it gets to Fedify. */
export interface Door {
  fetch(request: Request): Promise<Response>;
  /** Those that were answered, oldest first. */
  readonly requests: readonly FedifyRequest[];
}

type Respond = (request: Request) => Promise<Response>;

/** Notes every request; turns deliveries away that Fedify does not verify in the form that is read. */
export function openDoor(respond: Respond, context: Context<undefined>, reads: SignatureReader | null): Door {
  const requests: FedifyRequest[] = [];
  const admit = reads === null ? respond : verifying(respond, context, reads);
  return {
    requests,
    fetch: async (request) => {
      const response = await (request.method === 'POST' ? admit : respond)(request);
      requests.push({ ...seen(request), status: response.status });
      return response;
    },
  };
}

const specs = { 'draft-cavage': 'draft-cavage-http-signatures-12', rfc9421: 'rfc9421' } as const;

/**
 * Behind it Fedify believes what carries a proof, whoever delivers it, and a key that it has once seen for good. Here each
 * request is verified, by the key that its owner publishes at this moment.
 */
function verifying(respond: Respond, { contextLoader }: Context<undefined>, reads: SignatureReader): Respond {
  const documentLoader = getDocumentLoader({ allowPrivateAddress: true });
  const options = { documentLoader, contextLoader, spec: specs[reads] };
  return async (request) => {
    const key = await verifyRequest(request.clone(), options);
    return key === null ? refusal(reads) : respond(request);
  };
}

function refusal(reads: SignatureReader): Response {
  const headers: HeadersInit = reads === 'rfc9421' ? { 'accept-signature': challenge } : {};
  return new Response('Failed to verify the request signature.', { status: 401, headers });
}

/** As Fedify asks where it is set to (`inboxChallengePolicy`). */
const challenge = formatAcceptSignature([
  {
    label: 'sig1',
    components: ['@method', '@target-uri', '@authority', 'content-digest'].map((value) => ({
      value,
      params: {},
    })),
    parameters: { created: true },
  },
]);

function seen({ method, url, headers }: Request): Omit<FedifyRequest, 'status'> {
  const about = { method, path: new URL(url).pathname };
  const input = headers.get('signature-input');
  if (input !== null) return { ...about, form: 'rfc9421', signature: input };
  const signature = headers.get('signature');
  return { ...about, form: signature === null ? null : 'draft-cavage', signature };
}
