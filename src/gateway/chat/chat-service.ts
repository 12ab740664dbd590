/** One turn of a conversation. */
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface Question {
  readonly model: string;
  readonly messages: readonly Message[];
  /** Called for every piece of the answer as it arrives. */
  readonly onText: (text: string) => void;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly model: string;
  readonly text: string;
  readonly stopReason: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Milliseconds until the first piece of text, and until the end. */
  readonly timeToFirstToken: number;
  readonly duration: number;
  /** Request id of the gateway or of Bedrock, to find the request in the logs. */
  readonly requestId?: string;
}

/** Asks a model through the gateway. */
export interface ChatService {
  ask(question: Question): Promise<Answer>;
}

/** How a client reaches a gateway and says who it is. */
export interface ChatTarget {
  /** Base URL of the stage. */
  readonly url: string;
  readonly region: string;
  /** JWT or tenant key, sent as `Authorization: Bearer`. */
  readonly token?: string;
  /** API key, sent as `x-api-key`. */
  readonly apiKey?: string;
}
