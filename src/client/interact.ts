/**
 * Shows the pages on which readers name their own server in a dialog, and keeps that name in this browser, and nowhere else,
 * as long as the reader wishes. Without it the same pages are opened by links, and their forms are sent.
 */

const key = 'outward-home';
/** Milliseconds. */
const doneIsShownFor = 2000;

/** Storage may be forbidden: then nothing is remembered. */
function withStorage<T>(act: (storage: Storage) => T): T | undefined {
  try {
    return act(localStorage);
  } catch {
    return undefined;
  }
}

function keep(home: string | undefined): void {
  withStorage((storage) => {
    if (home === undefined) storage.removeItem(key);
    else storage.setItem(key, home);
  });
}

/** The part of a page of ours that stands in the dialog. */
async function panelIn(answer: Response): Promise<HTMLElement> {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const panel = page.querySelector<HTMLElement>('.interact');
  if (panel === null) throw new Error(`${answer.url} is no page to take part`);
  return document.adoptNode(panel);
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const panel = await panelIn(await fetch(link.href));
  const dialog = document.createElement('dialog');
  dialog.className = 'interact-dialog';
  dialog.setAttribute('aria-labelledby', 'interact-title');
  dialog.addEventListener('close', () => dialog.remove());
  dialog.append(panel);
  document.body.append(dialog);
  dialog.showModal();
  enliven(panel);
}

/** Puts in what was kept, and sends the form without leaving the page. */
function enliven(panel: HTMLElement): void {
  const form = panel.querySelector('form');
  const home = form?.querySelector<HTMLInputElement>('[name=home]');
  const box = form?.querySelector<HTMLInputElement>('[type=checkbox]');
  const close = panel.querySelector<HTMLButtonElement>('.interact-close');
  const dialog = panel.closest('dialog');
  if (!form || !home || !box || !close) return;
  home.value ||= withStorage((storage) => storage.getItem(key)) ?? '';
  box.addEventListener('change', () => {
    if (!box.checked) keep(undefined);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    goHome(panel, form, box.checked ? home.value : undefined).catch(() => location.assign(pageOf(form)));
  });
  close.addEventListener('click', () => dialog?.close());
  if (dialog) home.focus();
}

/** Leads to the reader's own server, or shows why that cannot be. */
async function goHome(panel: HTMLElement, form: HTMLFormElement, kept: string | undefined): Promise<void> {
  const answer = await fetch('/interact', {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: fieldsOf(form),
  });
  if (answer.headers.get('content-type')?.startsWith('application/json') !== true) {
    const told = await panelIn(answer);
    panel.replaceWith(told);
    return enliven(told);
  }
  keep(kept);
  const { url } = (await answer.json()) as { readonly url: string };
  const way = document.createElement('a');
  way.href = url;
  way.rel = 'noreferrer';
  way.click();
}

function fieldsOf(form: HTMLFormElement): URLSearchParams {
  return new URLSearchParams(
    [...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** The same form as a page: for when what was fetched is not what it should be. */
function pageOf(form: HTMLFormElement): string {
  const fields = fieldsOf(form);
  fields.delete('home');
  return `/interact?${fields.toString()}`;
}

/** A page that came without https may not write to the clipboard: there the text is selected, for the reader to copy. */
async function copy(button: HTMLElement): Promise<void> {
  const label = button.textContent;
  const source = button.previousElementSibling;
  if (source === null || label === button.dataset.done) return;
  if (!isSecureContext) return getSelection()?.selectAllChildren(source);
  await navigator.clipboard.writeText(source.textContent.trim());
  button.textContent = button.dataset.done ?? label;
  setTimeout(() => (button.textContent = label), doneIsShownFor);
}

document.addEventListener('click', (event) => {
  const { altKey, button, ctrlKey, metaKey, shiftKey, target } = event;
  if (!(target instanceof Element)) return;
  const copier = target.closest<HTMLElement>('.copy-text');
  if (copier) void copy(copier);
  const link = target.closest<HTMLAnchorElement>('a[data-interact]');
  if (link === null || button !== 0 || altKey || ctrlKey || metaKey || shiftKey) return;
  event.preventDefault();
  open(link).catch(() => location.assign(link.href));
});

for (const panel of document.querySelectorAll<HTMLElement>('main .interact')) enliven(panel);

export {};
