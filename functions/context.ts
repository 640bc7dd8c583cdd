import type { App } from '../src/app.ts';
import { objectIdOf } from './object-id.ts';
import { growingCollection } from './respond.ts';

/**
 * The conversation that an object of ours began: the object and its translations, then what everybody may read of the answers
 * to each, by id, oldest first (FEP-7888, FEP-f228).
 */
export async function context(request: Request, app: App): Promise<Response> {
  const { site, store } = app.context;
  const objectId = objectIdOf(request, app);
  const translations = app.release.manifest.objects.filter(
    ({ isRestricted, translationOf }) =>
      !isRestricted && translationOf !== undefined && site.objectId(translationOf) === objectId,
  );
  const ours = [objectId, ...translations.map(({ id }) => site.objectId(id))];
  const answers = await Promise.all(ours.map((id) => store.threadIds(id)));
  const items = [...ours, ...answers.flat()];
  const id = `${objectId}/context`;
  return growingCollection({ id, attributedTo: site.actor, items, ordered: true }, request);
}
