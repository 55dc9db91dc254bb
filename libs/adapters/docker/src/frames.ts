const HEADER_BYTES = 8;
const NOTHING = Buffer.alloc(0);

/** Takes apart the stream of a container's output: frames of a header (stream, 0, 0, 0, length) and bytes. */
export class FrameReader {
  #rest: Buffer = NOTHING;

  /** @param onBytes told what a stream wrote; a frame comes in as many pieces as it arrives in */
  constructor(private readonly onBytes: (stream: 'stdout' | 'stderr', bytes: Buffer) => void) {}

  #stream: 'stdout' | 'stderr' = 'stdout';
  /** Bytes of the current frame that have not come yet. */
  #missing = 0;

  read(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#missing > 0 ? bytes.length > 0 : bytes.length >= HEADER_BYTES) {
      if (this.#missing === 0) {
        this.#stream = bytes[0] === 2 ? 'stderr' : 'stdout';
        this.#missing = bytes.readUInt32BE(4);
        bytes = bytes.subarray(HEADER_BYTES);
      } else {
        const part = bytes.subarray(0, this.#missing);
        this.#missing -= part.length;
        bytes = bytes.subarray(part.length);
        this.onBytes(this.#stream, part);
      }
    }
    this.#rest = bytes.length === 0 ? NOTHING : Buffer.from(bytes);
  }
}
