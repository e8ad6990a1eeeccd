// Signs of a conversation to the application behind it. What is not known stays unnamed: a wrong name is worse than none.
import { BlockList, isIP } from 'node:net';
import type { Application } from '@omamori/contract/application-catalogue';

/** What one conversation showed; '' or absent where it showed nothing. */
export interface TrafficSigns {
  /** Lower case: TLS or QUIC SNI, HTTP host, the name looked up for the address. */
  readonly name: string;
  /** Lower case, as Suricata says it: `tcp`, `udp`. */
  readonly protocol: string;
  readonly port: number;
  readonly peer: string;
  readonly answered: boolean;
  /** Suricata's app_proto. */
  readonly applicationProtocol?: string;
  readonly agent?: string;
  /** Issuer and subject of the certificate, one text. */
  readonly certificate?: string;
}

export class ApplicationNames {
  readonly #byName: ReadonlyMap<string, Application>;
  readonly #byDomain = new Map<string, Application>();
  readonly #byProtocol = new Map<string, Application>();
  readonly #byPort = new Map<string, Application>();
  readonly #agents: { readonly part: string; readonly application: Application }[] = [];
  readonly #issuers: { readonly part: string; readonly application: Application }[] = [];
  readonly #networks: { readonly list: BlockList; readonly application: Application }[] = [];

  constructor(applications: readonly Application[]) {
    this.#byName = new Map(applications.map((one) => [one.name, one]));
    for (const one of applications) this.#add(one);
  }

  /** By the name that a rule gives in `metadata: omamori_application`. */
  named(name: string): Application | null {
    return this.#byName.get(name) ?? null;
  }

  /** The surest sign first; a platform or plain protocol only where nothing tells more. */
  nameOf(signs: TrafficSigns): Application | null {
    const byDomain = this.#ofDomain(signs.name);
    const found = [
      byDomain,
      partOf(this.#issuers, signs.certificate),
      partOf(this.#agents, signs.agent),
      this.#ofNetwork(signs.peer),
      this.#byProtocol.get(signs.applicationProtocol ?? '') ?? null,
      // A name was asked for: then it is the named service on that port, whatever is registered for it.
      signs.answered && signs.name === '' ? this.#ofPort(signs) : null,
    ].filter((one) => one !== null);
    return found.find(({ generic }) => generic !== true) ?? found[0] ?? null;
  }

  #add(application: Application): void {
    for (const domain of application.domains ?? []) this.#byDomain.set(domain, application);
    for (const protocol of application.protocols ?? []) this.#byProtocol.set(protocol, application);
    for (const port of application.ports ?? []) this.#byPort.set(port, application);
    for (const part of application.agents ?? []) this.#agents.push({ part, application });
    for (const part of application.issuers ?? []) this.#issuers.push({ part, application });
    if (application.networks === undefined) return;
    const list = new BlockList();
    for (const text of application.networks) {
      const [address = '', length] = text.split('/');
      list.addSubnet(address, Number(length), isIP(address) === 6 ? 'ipv6' : 'ipv4');
    }
    this.#networks.push({ list, application });
  }

  /** The longest suffix that stands in the catalogue, whole labels only. */
  #ofDomain(name: string): Application | null {
    for (let rest = name; rest !== ''; ) {
      const found = this.#byDomain.get(rest);
      if (found !== undefined) return found;
      const dot = rest.indexOf('.');
      rest = dot === -1 ? '' : rest.slice(dot + 1);
    }
    return null;
  }

  #ofNetwork(peer: string): Application | null {
    const family = isIP(peer);
    if (family === 0) return null;
    const kind = family === 6 ? 'ipv6' : 'ipv4';
    return this.#networks.find(({ list }) => list.check(peer, kind))?.application ?? null;
  }

  #ofPort({ protocol, port }: TrafficSigns): Application | null {
    return this.#byPort.get(`${protocol}/${port}`) ?? null;
  }
}

function partOf(
  parts: readonly { readonly part: string; readonly application: Application }[],
  text: string | undefined,
): Application | null {
  if (text === undefined || text === '') return null;
  return parts.find(({ part }) => text.includes(part))?.application ?? null;
}
