import type { SessionManifest } from './session-manifest.js';

/** Encodes session.json as the recorder writes it: the same fields, order and indentation. */
export function encodeSessionManifest(manifest: SessionManifest): Uint8Array {
  const fields = {
    session_id: manifest.sessionId,
    start_timestamp: manifest.startTimestampMs,
    end_timestamp: manifest.endTimestampMs,
    duration_ms: manifest.durationMs,
    emitter_player: manifest.emitterPlayer,
    participants: manifest.participants,
    created_at: manifest.createdAt,
  };
  return new TextEncoder().encode(JSON.stringify(fields, null, 2));
}
