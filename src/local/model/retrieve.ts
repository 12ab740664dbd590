import { bedrockError, invalid } from './bedrock-errors.js';
import {
  jsonBody,
  labelOf,
  numberOf,
  objectOf,
  stringOf,
  type ModelAnswer,
  type ModelRequest,
} from './model-request.js';

const KNOWLEDGE_BASE_ID = /^[0-9a-zA-Z]{10}$/;
/** The one knowledge base that does not exist. */
const MISSING_KNOWLEDGE_BASE = 'MISSING000';
const DEFAULT_RESULTS = 5;

const PASSAGES = [
  'The gateway signs each request with Signature Version 4 before it reaches Amazon Bedrock.',
  'A tenant is an id, a plan and credentials; limits live in usage plans.',
  'A canary sends a share of the requests to a new deployment, code included.',
  'Responses are streamed to the client as they arrive, with back-pressure.',
  'The local model answers the same request in the same way every time.',
] as const;

/** Retrieve (BC bedrock-agent-runtime): every knowledge base here holds the same five passages. */
export function retrieve(request: ModelRequest): ModelAnswer {
  const knowledgeBaseId = labelOf(request, 'knowledgeBaseId');
  if (!KNOWLEDGE_BASE_ID.test(knowledgeBaseId))
    throw invalid(`Invalid knowledge base id: ${knowledgeBaseId}`);
  if (knowledgeBaseId === MISSING_KNOWLEDGE_BASE) {
    throw bedrockError(
      'ResourceNotFoundException',
      `Knowledge Base with id ${knowledgeBaseId} does not exist`,
    );
  }
  const body = jsonBody(request.body);
  const text = stringOf(objectOf(body['retrievalQuery'])['text']);
  if (text === undefined || text === '') throw invalid('The retrieval query must have a text.');
  const search = objectOf(objectOf(body['retrievalConfiguration'])['vectorSearchConfiguration']);
  const wanted = numberOf(search['numberOfResults']) ?? DEFAULT_RESULTS;
  const retrievalResults = PASSAGES.slice(0, wanted).map((passage, index) => result(passage, index));
  return { prompt: text, headers: {}, content: { json: { retrievalResults } } };
}

function result(passage: string, index: number): object {
  const uri = `s3://local-knowledge-base/passage-${index + 1}.txt`;
  return {
    content: { text: passage, type: 'TEXT' },
    location: { type: 'S3', s3Location: { uri } },
    metadata: { 'x-amz-bedrock-kb-source-uri': uri },
    score: (90 - index * 10) / 100,
  };
}
