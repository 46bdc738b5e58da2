// Calls objects through the nodes. It tells three things apart: an answer (whatever its status), a node that is gone (the call goes on
// through another node, with the same Idempotency-Key, so that an update that did arrive is not applied twice), and a cluster that can't
// answer now (asked again until the deadline).

const PATIENCE_MS = 30_000;
const RETRY_MS = [100, 200, 400, 800, 1500];

/** A refusal or failure that the cluster itself has answered. */
export class Refused extends Error {
  constructor(answer) {
    super(answer.body?.detail || answer.body?.title || `status ${answer.status}`);
    this.answer = answer;
    this.status = answer.status;
  }
}

/** No node gave an answer in time. */
export class NoAnswer extends Error {}

export class Cluster extends EventTarget {
  constructor(nodes) {
    super();
    this.nodes = nodes.map((node) => ({...node, up: true, seen: false, since: Date.now()}));
    this.owner = null;
  }

  static async connect() {
    const response = await fetch('app/nodes');
    return new Cluster(await response.json());
  }

  node(name) {
    return this.nodes.find((node) => node.name === name);
  }

  /** The nodes to try, the wanted one first, those known to be gone last. */
  candidates(wanted) {
    const first = Math.max(0, this.nodes.findIndex((node) => node.name === wanted));
    const turned = [...this.nodes.slice(first), ...this.nodes.slice(0, first)];
    return [...turned.filter((node) => node.up), ...turned.filter((node) => !node.up)];
  }

  /**
   * One call of a user. Resolves with the answer of status 200 to 299; throws Refused for any other that is final, NoAnswer when none came.
   */
  async call({user, via, method = 'GET', path, body, signal}) {
    const headers = {'X-User': user};
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    if (method !== 'GET') {
      headers['Idempotency-Key'] = crypto.randomUUID();
    }
    const deadline = performance.now() + (method === 'GET' ? PATIENCE_MS / 5 : PATIENCE_MS);
    const begun = performance.now();
    let last = 'no node answers';
    for (let attempt = 0; performance.now() < deadline; attempt++) {
      const candidates = this.candidates(via);
      for (const node of candidates) {
        const answer = await this.attempt(node, {method, path, headers, body: body === undefined ? undefined : JSON.stringify(body), signal});
        if (answer === null) {
          last = `${node.name} does not answer`;
          continue;
        }
        if (answer.status === 503 || answer.status === 504 || answer.status === 429) {
          last = answer.body?.detail || `status ${answer.status}`;
          break;
        }
        answer.millis = performance.now() - begun;
        answer.via = node.name;
        if (answer.status >= 400) {
          throw new Refused(answer);
        }
        return answer;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]));
    }
    throw new NoAnswer(last);
  }

  /** Null when the node is gone: not reached at all, or the connection broke. */
  async attempt(node, {method, path, headers, body, signal}) {
    let response;
    let text;
    try {
      response = await fetch(node.base + path, {method, headers, body, signal, cache: 'no-store'});
      text = await response.text();
    } catch (error) {
      if (signal?.aborted) {
        throw error;
      }
      this.mark(node, false);
      return null;
    }
    if (response.headers.has('X-Node-Unreachable')) {
      this.mark(node, false);
      return null;
    }
    this.mark(node, true);
    return {
      status: response.status,
      body: parse(text),
      node: response.headers.get('X-Highlander-Node'),
      epoch: response.headers.get('X-Highlander-Epoch'),
      version: response.headers.get('X-Highlander-Version'),
      etag: response.headers.get('ETag'),
    };
  }

  mark(node, up) {
    node.seen ||= up;
    if (node.up !== up) {
      node.up = up;
      node.since = Date.now();
      this.dispatchEvent(new Event('change'));
    }
  }

  /** Asks every node whether it is alive; what is shown as gone comes back by this. */
  async watch() {
    for (;;) {
      await Promise.all(this.nodes.map((node) => this.attempt(node, {method: 'GET', path: '/alive', headers: {}})));
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

function parse(text) {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
