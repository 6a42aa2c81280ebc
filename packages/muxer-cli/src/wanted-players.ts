import { CliError } from './cli-error.js';

/**
 * Tells which of a session's speakers the person asked for: all of them unless some were named.
 *
 * @throws CliError `UNKNOWN_PLAYER` for a name that nobody in the session has
 */
export function wantedPlayers(
  players: readonly string[] | undefined,
  names: readonly string[],
): (player: string) => boolean {
  if (players === undefined) return () => true;
  const unknown = players.find((player) => !names.includes(player));
  if (unknown !== undefined) {
    throw new CliError(`nobody called '${unknown}' has audio in this session`, {
      code: 'UNKNOWN_PLAYER',
      hint:
        names.length === 0
          ? 'nobody spoke in it'
          : `there is ${names.map((name) => `'${name}'`).join(', ')}`,
    });
  }
  return (player) => players.includes(player);
}
