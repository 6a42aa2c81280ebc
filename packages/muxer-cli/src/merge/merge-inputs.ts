import type { InputName } from '@voxmux/isobmff';
import type { Input } from '../input/input.js';

/** Both inputs of a merge. */
export type MergeInputs = Readonly<Record<InputName, Input>>;
