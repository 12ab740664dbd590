/**
 * An application as it was before there was a gateway: a plain SDK client without a setting. Prints what each operation answered as a
 * list of JSON; what leads it to the gateway stands in its environment.
 */
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';

const modelId = 'amazon.nova-lite-v1:0';
const messages = [{ role: 'user', content: [{ text: 'hello' }] }];
const native = { modelId, contentType: 'application/json', body: JSON.stringify({ messages }) };

const client = new BedrockRuntimeClient({});
const answers = [];
try {
  const converse = await client.send(new ConverseCommand({ modelId, messages }));
  answers.push(converse.output.message.content[0].text);
  const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }));
  answers.push(await textOf(stream, (event) => event.contentBlockDelta?.delta?.text));
  const { body } = await client.send(new InvokeModelCommand(native));
  answers.push(JSON.parse(body.transformToString()).output.message.content[0].text);
  const events = (await client.send(new InvokeModelWithResponseStreamCommand(native))).body;
  answers.push(
    await textOf(events, ({ chunk }) => JSON.parse(Buffer.from(chunk.bytes)).contentBlockDelta?.delta?.text),
  );
} catch (error) {
  answers.push({ name: error.name, status: error.$metadata?.httpStatusCode });
}
process.stdout.write(JSON.stringify(answers));

async function textOf(stream, piece) {
  let text = '';
  for await (const event of stream) text += piece(event) ?? '';
  return text;
}
