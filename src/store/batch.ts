import type { Operation, OperationKind } from './operation.ts';

/** Operations of one kind whose order among themselves does not matter: one statement writes them all. */
export interface Group {
  readonly kind: OperationKind;
  readonly rows: readonly object[];
}

/**
 * Parts `operations` into few groups that, applied in turn, leave what the operations would have left one by one. An
 * operation joins the last group of its kind unless that group, or a later one, holds something it conflicts with (see
 * `Operation`): so a hundred transactions that each put a reply and a reaction make two groups, not two hundred.
 */
export function groupsOf(operations: readonly Operation[]): readonly Group[] {
  const groups: { readonly kind: OperationKind; readonly rows: object[] }[] = [];
  const lastOfKind = new Map<OperationKind, number>();
  const places = new Places();
  for (const operation of operations) {
    let place = lastOfKind.get(operation.kind) ?? -1;
    if (place < places.earliest(operation)) {
      place = groups.push({ kind: operation.kind, rows: [] }) - 1;
      lastOfKind.set(operation.kind, place);
    }
    groups[place]?.rows.push(operation.row);
    places.note(operation, place);
  }
  return groups;
}

/** The last group that holds each name, at all and exclusively. */
class Places {
  readonly #held = new Map<string, number>();
  readonly #heldExclusively = new Map<string, number>();

  /** The first group that `operation` may stand in: after all that it conflicts with. */
  earliest(operation: Operation): number {
    let place = 0;
    for (const name of operation.exclusive) place = Math.max(place, after(this.#held, name));
    for (const name of operation.shared) place = Math.max(place, after(this.#heldExclusively, name));
    return place;
  }

  note(operation: Operation, place: number): void {
    for (const name of operation.exclusive) {
      raise(this.#held, name, place);
      raise(this.#heldExclusively, name, place);
    }
    for (const name of operation.shared) raise(this.#held, name, place);
  }
}

function after(places: ReadonlyMap<string, number>, name: string): number {
  return (places.get(name) ?? -1) + 1;
}

function raise(places: Map<string, number>, name: string, place: number): void {
  places.set(name, Math.max(places.get(name) ?? 0, place));
}
