import { verifyObject, type Context } from '@fedify/fedify';
import { getDocumentLoader } from '@fedify/fedify/runtime';
import { isActor, Object as ApObject, QuoteAuthorization } from '@fedify/fedify/vocab';
import { fedifyAccount as identifier, type FedifyAssertionKey, type FedifyChecks } from './fedify-peer.ts';

/** Every document is fetched when it is asked for; those for signers only by a request that the account signs. */
export function checksOf(context: Context<undefined>): FedifyChecks {
  const { contextLoader } = context;
  const reading = { documentLoader: getDocumentLoader({ allowPrivateAddress: true }), contextLoader };
  const signing = () => context.getDocumentLoader({ identifier });

  async function find(id: string): Promise<ApObject | null> {
    return context.lookupObject(id, { documentLoader: await signing() });
  }

  return {
    proves: async (document) => {
      const json = typeof document === 'string' ? (await (await signing())(document)).document : document;
      return (await verifyObject(ApObject, json, reading)) !== null;
    },
    assertionKeys: async (owner) => {
      const actor = await find(owner);
      if (!isActor(actor)) throw new Error(`${owner} is no actor`);
      const keys: FedifyAssertionKey[] = [];
      for await (const { id, controllerId, publicKey } of actor.getAssertionMethods(reading)) {
        keys.push({
          id: id?.href ?? '',
          controller: controllerId?.href ?? '',
          algorithm: publicKey?.algorithm.name ?? '',
        });
      }
      return keys;
    },
    authorization: async (id) => {
      const found = await find(id);
      if (!(found instanceof QuoteAuthorization)) return null;
      return {
        attributedTo: found.attributionId?.href ?? '',
        interactingObject: found.interactingObjectId?.href ?? '',
        interactionTarget: found.interactionTargetId?.href ?? '',
      };
    },
  };
}
