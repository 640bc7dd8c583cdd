import { createApp } from 'astro/app/entrypoint';
import type { Renderer } from './theme.ts';

const app = createApp({ streaming: false });

// Astro answers an exception in a component with an error page; a build has to stop there and say why.
const renderErrorPage = app.renderError.bind(app);
app.renderError = (request, options) => {
  if (options.status !== 500) return renderErrorPage(request, options);
  throw new Error(`the theme cannot draw ${request.url}`, { cause: options.error });
};

/** The compiled theme. Rejects, with the exception of the component as `cause`, when a page cannot be drawn. */
export const render: Renderer = async (path, locals) => {
  const response = await app.render(new Request(new URL(path, locals.site.origin)), { locals });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    body: await response.text(),
  };
};
