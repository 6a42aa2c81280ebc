// Property tests draw the same examples in every run, so that a failure is the fault of a change.
// FAST_CHECK_SEED=$RANDOM npm test looks for new ones.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20260214) });
