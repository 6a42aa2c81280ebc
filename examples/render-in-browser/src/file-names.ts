/** Names for the speakers' files: without what file systems refuse, distinct though `sam` be `Sam`. */
export function fileNames(players: readonly string[]): string[] {
  const taken = new Set<string>();
  return players.map((player) => {
    const visible = player.replaceAll(/[\s\p{C}]+/gu, ' ').replaceAll(/[<>:"/\\|?*]/g, '_');
    const stem = visible.replaceAll(/^[\s.-]+|[\s.]+$/g, '').slice(0, 50) || 'player';
    let name = stem;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem}-${number}`;
    taken.add(name.toLowerCase());
    return `${name}.m4a`;
  });
}
