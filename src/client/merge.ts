/** Lists and what they are in: these are gone through. Everything else is taken or left as a whole. */
const branches = 'ol, ol > li, .replies';

/**
 * Makes what is in `shown` the same as in `fresh`. What is the same already stays the same element, in its place: with the
 * focus, a selection and unfolded texts in it, and so that nothing moves under the eyes of who reads.
 */
export function mergeInto(shown: Element, fresh: Element): void {
  const old = new Map([...shown.children].map((child) => [keyOf(child), child]));
  const wanted = [...fresh.children].map((child) => {
    const same = old.get(keyOf(child));
    old.delete(keyOf(child));
    return same === undefined ? arrived(child) : merged(same, child);
  });
  for (const child of [...shown.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, index) => {
    const there = shown.children[index];
    if (there !== child) shown.insertBefore(child, there ?? null);
  });
}

/** A reply by its id, which lasts; anything else by what it is. */
function keyOf(element: Element): string {
  const name = element.className.replace('arrived', '').trim() || element.localName;
  return `${name} ${element.matches('ol > li') ? element.querySelector('[id]')?.id : ''}`;
}

function merged(shown: Element, fresh: Element): Element {
  if (fresh.matches(branches)) {
    mergeInto(shown, fresh);
    return shown;
  }
  const unfolded = shown.querySelector('details')?.open === true;
  fresh.querySelector('details')?.toggleAttribute('open', unfolded);
  return shown.isEqualNode(fresh) ? shown : fresh;
}

/** So that it can be seen that it is new. */
function arrived(element: Element): Element {
  if (element.matches('ol > li')) element.classList.add('arrived');
  return element;
}
