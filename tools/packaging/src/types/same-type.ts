type IsAny<T> = 0 extends 1 & T ? true : false;

/** `true` for types that can stand for each other both ways, `any` for itself alone. */
export type Same<A, B> = IsAny<A> extends IsAny<B> ? ([A, B] extends [B, A] ? true : false) : false;

/** Compiles for a value of that type alone, neither a wider nor a narrower one. */
export function expectType<Expected>(): <Actual>(
  actual: Actual & (Same<Actual, Expected> extends true ? unknown : never),
) => void {
  return () => undefined;
}
