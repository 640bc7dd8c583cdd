/** A value that is there already, or a promise of it: what is in memory is had without waiting a turn. */
export type Soon<Value> = Value | Promise<Value>;

/** What `next` makes of the value: at once, where it is there. */
export function whenThere<Value, Result>(
  soon: Soon<Value>,
  next: (value: Value) => Soon<Result>,
): Soon<Result> {
  return soon instanceof Promise ? soon.then(next) : next(soon);
}
