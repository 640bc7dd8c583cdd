import { discoveryExamples } from './examples-discovery.ts';
import type { Examples } from './example.ts';
import { receivedExamples } from './examples-received.ts';
import { requestExamples } from './examples-requests.ts';
import { sentExamples } from './examples-sent.ts';

/** Everything that FEDERATION.md shows, made by the program at this moment; the same in every run. */
export async function federationExamples(): Promise<Examples> {
  return {
    ...(await discoveryExamples()),
    ...sentExamples(),
    ...(await requestExamples()),
    ...receivedExamples(),
  };
}
