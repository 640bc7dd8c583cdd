// People on hosts of their own, who are fetched and nothing else.
import { openPersonServer } from './person-server.ts';
import type { People } from './people.ts';
import { serve } from './worker.ts';

const { ready, fetches } = await openPersonServer();
serve<People>(ready, () => Promise.resolve(fetches()));
