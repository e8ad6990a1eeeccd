import { request } from 'node:http';
import {
  type ApplianceDetail,
  applianceDetailSchema,
  type FleetAnswer,
  fleetAnswerSchema,
  type IncidentDetail,
  type IncidentRow,
  type IncidentsAnswer,
  incidentDetailSchema,
  incidentRowSchema,
  incidentsAnswerSchema,
  type PolicyAnswer,
  policyAnswerSchema,
} from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import type { z } from 'zod';

export interface LiveRow {
  /** Milliseconds since 1970 when the row reached this client, as it would a browser. */
  readonly receivedAt: number;
  readonly row: IncidentRow;
}

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** Uses the center as the console does: over its HTTP API, through the door's Unix socket. */
export class CenterClient {
  readonly #socketPath: string;
  readonly #person: Credentials;
  #cookie = '';

  constructor(socketPath: string, person: Credentials) {
    this.#socketPath = socketPath;
    this.#person = person;
  }

  async signIn(): Promise<void> {
    const answer = await this.#send('POST', '/api/sign-in', this.#person);
    const cookie = answer.cookies[0]?.split(';')[0];
    if (answer.status !== 204 || cookie === undefined) throw new Error(`sign-in was answered with ${answer.status}`);
    this.#cookie = cookie;
  }

  fleet(): Promise<FleetAnswer> {
    return this.#read('/api/fleet', fleetAnswerSchema);
  }

  incidents(query = 'state=all&limit=200'): Promise<IncidentsAnswer> {
    return this.#read(`/api/incidents?${query}`, incidentsAnswerSchema);
  }

  incident(id: number): Promise<IncidentDetail> {
    return this.#read(`/api/incidents/${id}`, incidentDetailSchema);
  }

  policy(appliance: string): Promise<PolicyAnswer> {
    return this.#read(`/api/appliances/${appliance}/policy`, policyAnswerSchema);
  }

  async setPolicy(appliance: string, policy: Policy, basedOn: number): Promise<PolicyAnswer> {
    const answer = await this.#send('PUT', `/api/appliances/${appliance}/policy`, { policy, basedOn });
    if (answer.status !== 200)
      throw new Error(`the policy was refused with ${answer.status}: ${answer.body.slice(0, 300)}`);
    return policyAnswerSchema.parse(JSON.parse(answer.body));
  }

  appliance(id: string): Promise<ApplianceDetail> {
    return this.#read(`/api/appliances/${id}`, applianceDetailSchema);
  }

  /** The body of the answer. */
  async get(path: string): Promise<string> {
    let answer = await this.#send('GET', path);
    if (answer.status === 401) {
      await this.signIn();
      answer = await this.#send('GET', path);
    }
    if (answer.status !== 200)
      throw new Error(`${path} was answered with ${answer.status}: ${answer.body.slice(0, 300)}`);
    return answer.body;
  }

  /** Sends a change, signing in first where the route asks for it; the body of the answer. */
  async post(path: string, body: unknown): Promise<string> {
    let answer = await this.#send('POST', path, body);
    if (answer.status === 401) {
      await this.signIn();
      answer = await this.#send('POST', path, body);
    }
    if (answer.status >= 300)
      throw new Error(`${path} was answered with ${answer.status}: ${answer.body.slice(0, 300)}`);
    return answer.body;
  }

  /** Rows of incidents as they come over the live stream, until `signal` ends it. */
  listen(onRow: (live: LiveRow) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const live = request({ ...this.#options('GET', '/api/live'), signal }, (response) => {
        let rest = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          const messages = (rest + text).split('\n\n');
          rest = messages.pop() ?? '';
          for (const message of messages) readRow(message, onRow);
        });
        response.on('error', () => resolve());
        response.on('close', () => resolve());
      });
      live.on('error', () => resolve());
      live.end();
    });
  }

  async #read<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
    let answer = await this.#send('GET', path);
    if (answer.status === 401) {
      await this.signIn();
      answer = await this.#send('GET', path);
    }
    if (answer.status !== 200)
      throw new Error(`${path} was answered with ${answer.status}: ${answer.body.slice(0, 300)}`);
    return schema.parse(JSON.parse(answer.body));
  }

  #options(method: string, path: string) {
    return { socketPath: this.#socketPath, method, path, headers: { host: 'center', cookie: this.#cookie } };
  }

  #send(method: string, path: string, body?: unknown): Promise<{ status: number; body: string; cookies: string[] }> {
    const options = this.#options(method, path);
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? options.headers : { ...options.headers, 'content-type': 'application/json' };
      const sent = request({ ...options, headers, timeout: 10_000 }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: text, cookies: response.headers['set-cookie'] ?? [] }),
        );
        response.on('error', reject);
      });
      sent.on('timeout', () => sent.destroy(new Error(`${path}: no answer for 10 s`)));
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function readRow(message: string, onRow: (live: LiveRow) => void): void {
  const lines = message.split('\n');
  if (!lines.includes('event: incident')) return;
  const data = lines.find((line) => line.startsWith('data: '))?.slice(6);
  if (data !== undefined) onRow({ receivedAt: Date.now(), row: incidentRowSchema.parse(JSON.parse(data)) });
}
