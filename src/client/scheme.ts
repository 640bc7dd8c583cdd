/**
 * The reader's own choice of light or dark. A classic script in the head, which the browser waits for: a page is never drawn
 * in the other scheme first. The choice is kept in this browser only; one that the system makes anyway is not kept at all, so
 * that the page goes on following the system.
 */

type Scheme = 'light' | 'dark';

const key = 'outward-scheme';
const root = document.documentElement;
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** Storage may be forbidden: then a choice lasts as long as the page. */
function withStorage<T>(act: (storage: Storage) => T): T | undefined {
  try {
    return act(localStorage);
  } catch {
    return undefined;
  }
}

function systemScheme(): Scheme {
  return systemIsDark.matches ? 'dark' : 'light';
}

function show(choice: string | null | undefined): void {
  if (choice === 'light' || choice === 'dark') root.dataset.scheme = choice;
  else delete root.dataset.scheme;
}

function choose(scheme: Scheme): void {
  const choice = scheme === systemScheme() ? null : scheme;
  show(choice);
  withStorage((storage) => {
    if (choice === null) storage.removeItem(key);
    else storage.setItem(key, choice);
  });
}

show(withStorage((storage) => storage.getItem(key)));

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element) || target.closest('.scheme-switch') === null) return;
  choose((root.dataset.scheme ?? systemScheme()) === 'dark' ? 'light' : 'dark');
});

// The same blog in another tab.
addEventListener('storage', (event) => {
  if (event.key === key) show(event.newValue);
});

export {};
