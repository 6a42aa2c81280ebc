import type { Arrivals } from './arrival.js';
import { IsobmffError } from './box-error.js';

/** The two inputs of a merge. */
export type InputName = 'video' | 'audio';

/** The names in the order of the inputs. */
export const INPUT_NAMES: readonly InputName[] = ['video', 'audio'];

/** An {@link IsobmffError} that says which of the two inputs it is about. */
export class MergeInputError extends IsobmffError {
  /** The input that is at fault. */
  readonly input: InputName;

  constructor(input: InputName, cause: IsobmffError) {
    super(cause);
    this.name = 'MergeInputError';
    this.message = `${input} input: ${cause.message}`;
    this.input = input;
    this.cause = cause;
  }
}

/** Runs what reads one input; its errors name the input. */
export function ofInput<Result>(input: InputName, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw naming(input, error);
  }
}

/** The same for what reads asynchronously. */
export async function ofInputAsync<Result>(
  input: InputName,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw naming(input, error);
  }
}

/** The same for what may have to wait for bytes. */
export function* ofInputArriving<Result>(
  input: InputName,
  read: Arrivals<Result>,
): Arrivals<Result> {
  try {
    return yield* read;
  } catch (error) {
    throw naming(input, error);
  }
}

function naming(input: InputName, error: unknown): unknown {
  return error instanceof IsobmffError && !(error instanceof MergeInputError)
    ? new MergeInputError(input, error)
    : error;
}
