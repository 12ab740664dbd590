/** The processes of the forwarder's benchmark: `upstream`, `pipe` and `forwarder`. Each says its URL, then its CPU time when asked. */
import { createServer, Agent, request as openRequest } from 'node:http';
import { createRequire } from 'node:module';

const [role] = process.argv.slice(2);
const SERVERS = { upstream, pipe, forwarder };

const server = createServer({ keepAliveTimeout: 60_000 }, SERVERS[role]());
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system });
});

/** Stands where Bedrock would: a short answer, a stream of server-sent events, or 64 MB of JSON. */
function upstream() {
  const short = JSON.stringify({
    output: { message: { role: 'assistant', content: [{ text: 'answer '.repeat(120) }] } },
    usage: { inputTokens: 400, outputTokens: 120 },
  });
  const event = `data: ${JSON.stringify({ delta: { text: 'a few words' } })}\n\n`;
  const large = Buffer.alloc(64 * 1024 * 1024, '{"text":"some words of a long answer"},');
  return (incoming, response) => {
    incoming.resume().on('end', () => {
      if (incoming.url.endsWith('/converse')) return json(response, short);
      if (incoming.url.endsWith('/invoke')) return json(response, large);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let i = 0; i < 20; i++) setImmediate(() => response.write(event));
      setImmediate(() => setImmediate(() => response.end()));
    });
  };
}

function json(response, body) {
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    .end(body);
}

/** The least that can stand in the middle. */
function pipe() {
  const { hostname, port } = new URL(process.env.UPSTREAM);
  const agent = new Agent({ keepAlive: true });
  return (incoming, response) => {
    const outgoing = openRequest({
      agent,
      hostname,
      port,
      method: incoming.method,
      path: incoming.url,
      headers: {
        'content-type': incoming.headers['content-type'],
        'content-length': incoming.headers['content-length'],
      },
    });
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(outgoing);
  };
}

/** The built forwarder, with what a runtime does around it. */
function forwarder() {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'token'.repeat(100),
    AWS_ENDPOINT_URL: process.env.UPSTREAM,
    ALLOWED_SERVICES: 'bedrock-runtime',
    ALLOWED_MODELS: 'amazon.*',
  });
  globalThis.awslambda = {
    streamifyResponse: (handler) => handler,
    HttpResponseStream: {
      from(stream, { statusCode, headers }) {
        stream.response.writeHead(statusCode, headers);
        return stream;
      },
    },
  };
  const { handler } = createRequire(import.meta.url)(process.env.FORWARDER);
  const context = { awsRequestId: 'r', functionVersion: '1', getRemainingTimeInMillis: () => 60_000 };
  return (incoming, response) => {
    let body = '';
    incoming
      .setEncoding('utf8')
      .on('data', (chunk) => (body += chunk))
      .on('end', () => handler(proxyEvent(incoming, body), responseStream(response), context));
  };
}

/** What a runtime gives to a function: a facade, whose metadata goes out with the first write, be it empty. */
function responseStream(response) {
  return {
    response,
    get writableFinished() {
      return response.writableFinished;
    },
    write: (chunk) => (chunk.length > 0 ? response.write(chunk) : response.flushHeaders()) ?? true,
    end: () => response.end(),
    on: response.on.bind(response),
    once: response.once.bind(response),
  };
}

function proxyEvent(incoming, body) {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value]]);
  return {
    httpMethod: incoming.method,
    path: incoming.url,
    pathParameters: { proxy: decodeURIComponent(incoming.url.slice(1)) },
    multiValueHeaders: Object.fromEntries(headers),
    multiValueQueryStringParameters: null,
    body,
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request-1',
      extendedRequestId: 'extended-1',
      identity: { apiKeyId: 'key-id' },
    },
  };
}
