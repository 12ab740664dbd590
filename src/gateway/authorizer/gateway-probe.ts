/** A request that a client of the gateway makes. */
export interface ProbeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Reaches a gateway as a client on this machine does. */
export interface GatewayProbe {
  /** The status of the answer; undefined where nobody answers, such as a private gateway from outside its VPC. */
  status(request: ProbeRequest): Promise<number | undefined>;
}
