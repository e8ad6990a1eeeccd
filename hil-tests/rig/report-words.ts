/** Words of the report page, for people who build and check boxes. */
export interface ReportWords {
  /** The language's own name. */
  readonly language: string;
  readonly title: string;
  readonly scenarios: string;
  readonly name: string;
  readonly result: string;
  readonly seconds: string;
  readonly figures: string;
  readonly held: string;
  readonly failed: string;
  readonly times: string;
  readonly shell: string;
  readonly inspecting: string;
  readonly emulated: string;
  readonly memory: string;
  readonly moments: Readonly<Record<'idle' | 'traffic', string>>;
  readonly whole: string;
  readonly image: string;
  readonly size: string;
  readonly unpacked: string;
  readonly packages: string;
  readonly sbom: string;
  readonly facts: string;
  readonly exposure: string;
  readonly hyperscan: string;
  readonly watchdog: string;
  readonly idleWrites: string;
  readonly comparison: string;
  readonly bare: string;
  readonly box: string;
  readonly forwarding: string;
  readonly yes: string;
  readonly no: string;
}
