/**
 * Reads the text of a server-sent event stream into frames.
 * Owns the wire format only: it never connects, retries or interprets the data.
 */

export interface Frame {
  id?: string;
  event: string;
  data: string;
}

/** Feeds on chunks in any cut, calls `onFrame` for each complete frame; comments and empty frames are silent. */
export class FrameReader {
  #rest = '';
  #id: string | undefined;
  #event = '';
  #data: string[] = [];

  constructor(private readonly onFrame: (frame: Frame) => void) {}

  push(chunk: string): void {
    this.#rest += chunk;
    // A lone \r at the end may be the first half of \r\n: it waits for the next chunk.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (line === '') {
      if (this.#data.length) {
        this.onFrame({ id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') });
      }
      this.#id = undefined;
      this.#event = '';
      this.#data = [];
      return;
    }
    if (line.startsWith(':')) return;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id') this.#id = value;
  }
}
