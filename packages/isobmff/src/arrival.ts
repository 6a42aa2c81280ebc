/**
 * What reads an input from front to back comes to places whose bytes have not come yet: a stream, or
 * a server. It then gives a promise in place of its answer, changes nothing, and is asked again once
 * the promise is kept. Bytes that are at hand, those of a local file above all, so cost no promise.
 */
export type OrArrival<Answer> = Answer | Promise<void>;

/** Work over such bytes: it yields what it waits for, and goes on when that has come. */
export type Arrivals<Result, Piece = never> = Generator<Promise<void> | Piece, Result, undefined>;

/** Asks until there is an answer. */
export function* answered<Answer>(
  ask: () => OrArrival<Answer>,
): Arrivals<Exclude<Answer, Promise<void>>> {
  for (;;) {
    const answer = ask();
    if (!isArrival(answer)) return answer as Exclude<Answer, Promise<void>>;
    yield answer;
  }
}

/** Whether there is something to wait for. */
export function isArrival(answer: unknown): answer is Promise<void> {
  return answer instanceof Promise;
}

/** Waits for whatever has to come, and resolves to the result. */
export async function arrived<Result>(work: Arrivals<Result>): Promise<Result> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await step.value;
  }
}

/** Waits for whatever has to come between the pieces. */
export async function* piecesArriving<Piece>(
  work: Arrivals<void, Piece>,
): AsyncGenerator<Piece, void, undefined> {
  for (const step of work) {
    if (isArrival(step)) await step;
    else yield step;
  }
}

/**
 * The pieces of work whose bytes are all at hand.
 *
 * @throws TypeError if something has to be waited for
 */
export function* piecesAtHand<Piece>(
  work: Arrivals<void, Piece>,
): Generator<Piece, void, undefined> {
  for (const step of work) {
    if (isArrival(step)) throw new TypeError('a source that reads at once gave a promise');
    yield step;
  }
}
