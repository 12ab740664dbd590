import { EventEmitter } from 'node:events';

/** What came out of one streamed call. */
export interface StreamedAnswer {
  readonly contentType: string | undefined;
  /** Everything the function wrote: metadata, eight NUL bytes, payload. */
  readonly raw: Buffer;
  readonly metadata: { statusCode: number; headers: Record<string, string> };
  readonly body: Buffer;
  /** Why the runtime would report the call as failed; the stream is then not to be taken for a whole answer. */
  readonly failure: Error | undefined;
}

/**
 * A response stream as Lambda's runtime gives it to a function: a facade, not a Writable. Metadata goes out with the first
 * `write`, and only then. Bytes are taken as fast as `take` lets them.
 */
export class LambdaResponseStream extends EventEmitter {
  readonly chunks: Buffer[] = [];
  contentType: string | undefined;
  writableFinished = false;
  destroyed = false;
  /** Called with every chunk that goes out, metadata and delimiter included. */
  onChunk: (chunk: Buffer) => void = () => undefined;
  _onBeforeFirstWrite: ((write: (chunk: Uint8Array | string) => void) => void) | undefined;
  private written = false;

  /** `accept` says after each chunk whether more may follow at once; if not, `emit('drain')` when it may. */
  constructor(private readonly accept: (chunk: Buffer) => boolean = () => true) {
    super();
  }

  setContentType(contentType: string): void {
    if (this.written) throw new Error('Cannot set content-type, too late.');
    this.contentType = contentType;
  }

  write(chunk: Uint8Array | string): boolean {
    if (!this.written) this._onBeforeFirstWrite?.((metadata) => void this.take(metadata));
    this.written = true;
    return this.take(chunk);
  }

  /** Without a write before it, no metadata ever goes out: so it is in the runtime itself. */
  end(): void {
    this.writableFinished = true;
    process.nextTick(() => {
      this.emit('finish');
      this.emit('close');
    });
  }

  /** The client (or the network before it) went away. */
  disconnect(): void {
    this.destroyed = true;
    this.emit('close');
  }

  private take(chunk: Uint8Array | string): boolean {
    const bytes = Buffer.from(chunk as Uint8Array);
    if (bytes.length === 0) return true;
    this.chunks.push(bytes);
    this.onChunk(bytes);
    return this.accept(bytes);
  }
}

export type StreamingFunction = (
  event: unknown,
  stream: LambdaResponseStream,
  context: unknown,
) => Promise<void>;

/** The global of Lambda's Node.js runtimes, for code that is loaded as built. */
export const awslambda = {
  streamifyResponse: <F>(handler: F): F => handler,
  HttpResponseStream: {
    from(stream: LambdaResponseStream, metadata: unknown): LambdaResponseStream {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream._onBeforeFirstWrite = (write) => {
        write(JSON.stringify(metadata));
        write(new Uint8Array(8));
      };
      return stream;
    },
  },
};

/** Calls a streaming function and gathers what it wrote. */
export async function callStreaming(
  handler: StreamingFunction,
  event: unknown,
  stream = new LambdaResponseStream(),
  context: unknown = invocationContext(),
): Promise<StreamedAnswer> {
  let failure: Error | undefined;
  try {
    await handler(event, stream, context);
  } catch (error) {
    failure = error as Error;
  }
  return { ...splitAnswer(Buffer.concat(stream.chunks)), contentType: stream.contentType, failure };
}

export function invocationContext(remainingMs = 60_000): unknown {
  return {
    awsRequestId: 'lambda-request-1',
    functionVersion: '7',
    getRemainingTimeInMillis: () => remainingMs,
  };
}

function splitAnswer(raw: Buffer): Pick<StreamedAnswer, 'raw' | 'metadata' | 'body'> {
  const end = raw.indexOf(Buffer.alloc(8));
  const metadata =
    end === -1
      ? { statusCode: 0, headers: {} }
      : (JSON.parse(raw.toString('utf8', 0, end)) as StreamedAnswer['metadata']);
  return { raw, metadata, body: end === -1 ? Buffer.alloc(0) : raw.subarray(end + 8) };
}
