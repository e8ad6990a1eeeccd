// The arrows of the tree as a table: which room may import which. A room is a folder; the longest path wins.
// `neighbours` are rooms of which only types may be used (stages of a path know each other by type).

export type Room = {
  readonly path: string;
  readonly may: readonly string[];
  readonly types?: readonly string[];
};

const contract = 'control-plane/contract';
const bundle = 'control-plane/bundle';
const packages = 'control-plane/packages';
const testkit = 'control-plane/testkit';
const agent = 'control-plane/agent/src';
const platform = `${agent}/platform`;
const mqttLink = `${agent}/mqtt-link`;
const dataPlane = `${agent}/data-plane`;
const web = 'control-plane/web';

/** Rooms of a path in order: each may use its neighbours' types, and what `doors` gives it. */
const stages = (path: string, names: readonly string[], doors: Readonly<Record<string, readonly string[]>>): Room[] =>
  names.map((name, index) => ({
    path: `${path}/${name}`,
    may: [packages, platform, contract, ...(doors[name] ?? [])],
    types: names.filter((_, other) => Math.abs(other - index) === 1).map((other) => `${path}/${other}`),
  }));

const eventStages = ['intake', 'classify', 'spool', 'uplink'];
const configStages = ['inbox', 'validate', 'plan', 'actuate', 'probation', 'report'];
const below = (path: string, names: readonly string[]): string[] => names.map((name) => `${path}/${name}`);

export const rooms: readonly Room[] = [
  { path: `${packages}/node-nftables`, may: [] },
  { path: `${packages}/suricata-eve-parser`, may: [] },
  { path: `${packages}/capture-file`, may: [] },
  { path: contract, may: [] },
  { path: bundle, may: [contract, packages] },
  { path: agent, may: [platform, contract] },
  { path: `${agent}/main.ts`, may: [agent, packages, contract, bundle] },
  // Joins the memory of traffic with what asks about it, for main.ts and for the command by hand.
  { path: `${agent}/remember-traffic.ts`, may: [agent, packages, contract, bundle] },
  // Joins the bundles on the box with who asks about them and with where new ones arrive, for main.ts.
  { path: `${agent}/bundles-in-force.ts`, may: [agent, packages, contract, bundle] },
  { path: `${agent}/deliver-bundles.ts`, may: [agent, packages, contract, bundle] },
  // Joins the web guard with the engine's socket and with who knows devices and lists, for main.ts.
  { path: `${agent}/guard-web.ts`, may: [agent, packages, contract, bundle] },
  // Joins the counting of sites outside work with traffic, refusals and policy, for main.ts.
  { path: `${agent}/watch-off-duty.ts`, may: [agent, packages, contract] },
  // Joins the flood guard with the event path, for main.ts.
  { path: `${agent}/guard-floods.ts`, may: [agent, packages, contract, bundle] },
  // Joins the antivirus with the kernel, the event path and the policy in force, for main.ts.
  { path: `${agent}/know-applications.ts`, may: [agent, packages, contract] },
  { path: `${agent}/read-files.ts`, may: [agent, packages, contract] },
  // Joins the box's own addresses with the link, the page and who knows the line, for main.ts.
  { path: `${agent}/box-addresses.ts`, may: [agent, packages, contract] },
  // Joins the box's identity with the link and the page, for main.ts.
  { path: `${agent}/enrol-box.ts`, may: [agent, packages, contract] },
  { path: `${agent}/enrolment`, may: [platform, contract] },
  // Joins what the box's page shows and does, for main.ts.
  { path: `${agent}/page-rooms.ts`, may: [agent, packages, contract, bundle] },
  { path: `${agent}/replay-policy.ts`, may: [agent, packages, contract, bundle] },
  {
    path: `${agent}/replay`,
    may: [`${agent}/config-path/plan`, `${agent}/event-path/history`, dataPlane, platform, contract],
  },
  // The box's own Linux in two slots: a program of its own.
  { path: `${agent}/system-update`, may: [platform, contract] },
  { path: `${agent}/commands`, may: [platform, contract] },
  { path: `${agent}/event-path/history`, may: [platform, packages, contract] },
  { path: platform, may: [packages, contract] },
  { path: mqttLink, may: [platform, contract] },
  {
    path: `${agent}/event-path`,
    may: [...below(`${agent}/event-path`, eventStages), platform, mqttLink, packages, contract],
  },
  ...stages(`${agent}/event-path`, eventStages, { uplink: [mqttLink], classify: [bundle] }),
  {
    path: `${agent}/config-path`,
    may: [...below(`${agent}/config-path`, configStages), platform, mqttLink, dataPlane, packages, contract, bundle],
  },
  ...stages(`${agent}/config-path`, configStages, {
    inbox: [mqttLink],
    validate: [bundle],
    plan: [dataPlane, bundle],
    actuate: [dataPlane, bundle],
    probation: [dataPlane],
    report: [mqttLink],
  }),
  { path: dataPlane, may: [packages, platform, contract] },
  { path: `${agent}/protection`, may: [dataPlane, platform, packages, contract] },
  { path: `${agent}/inventory`, may: [platform, contract] },
  { path: `${agent}/status`, may: [contract] },
  { path: `${agent}/local-admin`, may: [platform, `${agent}/status`, `${agent}/config-path/inbox`, contract] },
  { path: 'control-plane/agent', may: [agent, contract, bundle, packages] },
  { path: 'control-plane/center', may: [contract, bundle] },
  { path: `${web}/ui`, may: [], types: [contract] },
  { path: `${web}/console`, may: [`${web}/ui`, contract] },
  { path: `${web}/local-admin`, may: [`${web}/ui`, contract] },
  { path: `${web}/test`, may: [contract] },
  { path: testkit, may: [contract] },
  { path: 'hil-tests', may: [contract, testkit, packages, bundle] },
  { path: 'control-plane/tooling', may: [] },
];

/** Package names that stand for rooms. */
export const packageRooms: Readonly<Record<string, string>> = {
  '@omamori/contract': contract,
  '@omamori/bundle': bundle,
  '@omamori/agent': agent,
  '@omamori/center': 'control-plane/center',
  '@omamori/testkit': testkit,
  '@omamori/ui': `${web}/ui`,
  '@omamori/web-console': `${web}/console`,
  '@omamori/web-local-admin': `${web}/local-admin`,
  '@omamori/hil-tests': 'hil-tests',
  'node-nftables': `${packages}/node-nftables`,
  'suricata-eve-parser': `${packages}/suricata-eve-parser`,
  'capture-file': `${packages}/capture-file`,
};

/** Tests may also use the testkit, and a package's test/ folder everything of its own package. */
export const testsMay: readonly string[] = [testkit, contract];
