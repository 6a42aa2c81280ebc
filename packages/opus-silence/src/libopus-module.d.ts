/**
 * The part of `@discordjs/opus` used here, as it is at run time: a CommonJS module with a default
 * export only. Declared here so that the sources compile where the optional package is missing.
 */
declare module '@discordjs/opus' {
  interface LibopusEncoder {
    setBitrate(bitsPerSecond: number): void;
    applyEncoderCTL(request: number, value: number): void;
    /** 16-bit PCM of exactly one Opus frame; any other length aborts the process. */
    encode(pcm: Uint8Array): Uint8Array;
    /** 16-bit PCM, native byte order, interleaved. */
    decode(packet: Uint8Array): Uint8Array;
  }
  const libopus: { OpusEncoder: new (sampleRate: number, channels: number) => LibopusEncoder };
  export { libopus as default };
}
