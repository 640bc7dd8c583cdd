import { Refusal } from '../refusal.ts';
import type { Component } from './message-base.ts';
import type { Member, Parameters } from './structured.ts';
import { bytesOf, parseMembers, stringListOf } from './structured.ts';

/** What one label of Signature-Input and Signature says (RFC 9421 §4). */
export interface LabelledSignature {
  readonly components: readonly Component[];
  readonly parameters: Parameters;
  /** The label's value in Signature-Input, as received: the last line that is signed. */
  readonly text: string;
  /** Undefined when Signature does not have this label. */
  readonly signature: Uint8Array | undefined;
}

const labelsMax = 4;
const componentsMax = 32;

/**
 * The signatures of a message, in the order of Signature-Input. Throws Refusal('bad-signature') when one of the headers is
 * malformed (RFC 9421 §4.1, §4.2) or has more than four labels.
 */
export function parseSignatures(input: string, signature: string): readonly LabelledSignature[] {
  const signatures = new Map(
    membersOf('Signature', signature).map((member) => [member.name, bytesOf(member)]),
  );
  return membersOf('Signature-Input', input).map((member) => {
    const list = stringListOf(member) ?? refuse(`Signature-Input: ${member.name} is no list of components`);
    if (list.strings.length > componentsMax) refuse('Signature-Input: too many components');
    return {
      components: list.strings,
      parameters: list.parameters,
      text: member.text,
      signature: signatures.get(member.name),
    };
  });
}

function membersOf(header: string, value: string): readonly Member[] {
  const members =
    parseMembers(value) ?? refuse(`${header} is no dictionary, or not written as one should be`);
  return members.length <= labelsMax ? members : refuse(`${header} has ${members.length} labels`);
}

function refuse(reason: string): never {
  throw new Refusal('bad-signature', reason);
}
