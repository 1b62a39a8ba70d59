/**
 * The conditions under which a bundle is verified. Each is an option of `pith verify`. A plain object: a member whose value
 * is `undefined` or an empty list is refused.
 */
export interface Options {
  /** The name of the input in the report; `bundle` by default. */
  name?: string;
  /** Trust these keys instead of the built-in one: 64 hex digits, base64 or PEM. */
  key?: string | string[];
  /** Trust the keys in these texts: as `key`, or JSON of a signing key or a mirror manifest. */
  keyFile?: string | string[];
  /** Trust the keys of these keyrings: lines of `signer_id key_id ed25519 BASE64 [registry|signer]`. */
  keyring?: string | string[];
  /** Take embedded keys at face value: for test and private registries. */
  trustEmbedded?: boolean;
  /** Expect this Pith number: `pith:YEAR:SUFFIX`. */
  expectNumber?: string;
  /** Expect a record of this source: `arxiv:ID[vV]`. */
  expectSource?: string;
  /** Expect this digest of the bundle, in lower-case hex. */
  expectBundle?: string;
  /** Expect a paper with this title. */
  title?: string;
  /** Expect a paper with this abstract, UTF-8. */
  abstract?: File;
  /** Expect the state in this `state.json`. */
  state?: File;
  /** Expect all events of this older bundle. */
  since?: File;
  /** Expect a bundle that was built at most so many days ago. */
  maxAge?: number | string;
  /** Treat warnings and open differences as failures. */
  strict?: boolean;
  /** The size of the largest input, in bytes; 64 MiB by default. */
  maxBytes?: number | string;
}

/** A file that an option reads, with its name in the report. */
export interface File {
  name: string;
  contents: Uint8Array;
}

export type Verdict = 'pass' | 'fail' | 'unchecked' | 'malformed' | 'untrusted' | 'undetermined' | 'internal';

/** `pith-report/1`, as docs/report.md describes it. Members may be added. */
export interface Report {
  schema: 'pith-report/1';
  tool: { name: 'pith'; version: string };
  verdict: Verdict;
  exit_code: number;
  policy: { option: string; value: string; source: string; held: boolean }[];
  summary: Record<'inputs' | Verdict | 'skipped', number>;
  inputs: Input[];
}

export interface Input {
  input: string;
  bytes: number | null;
  sha256: string | null;
  verdict: Verdict;
  assurance: 'builtin' | 'pinned' | 'embedded' | 'untrusted';
  pith_number: string | null;
  source: { kind: string; id: string; version: number | string } | null;
  digests: Record<'canonical' | 'state' | 'bundle', { stated: string | null; computed: string | null }>;
  signers: { key_id: string; key_sha256: string; trust: string; signatures: number }[];
  signers_more: number;
  events: { total: number; valid: number };
  checks: Check[];
  rules: { proven: string[]; inferred: string[]; readings: { M9: string | null } };
  unsigned: string[];
  causes: Cause[];
  causes_more: number;
  complete: boolean | null;
  remains: string | null;
  error: string | null;
}

export interface Check {
  code: string;
  status: 'pass' | 'fail' | 'open' | 'warn' | 'skip';
  count?: number;
  reason?: string;
  rule?: string;
  pointer?: string | null;
  line?: number | null;
  column?: number | null;
  expected?: string;
  actual?: string;
  message?: string;
}

export interface Cause {
  pointer: string;
  line: number | null;
  column: number | null;
  kind: string;
  signed: unknown;
  found: unknown;
  proof: string;
  explains: string[];
}

/**
 * Verifies a bundle. Everything that is wrong with it is in the report: only `verdict === 'pass'` means that it is genuine
 * and whole.
 *
 * @throws {OptionError} An option is unknown, or its value is refused. Nothing was verified.
 * @throws {Panic} A bug in pith, after which not even a report could be made. Nothing was verified.
 */
export function verify(bytes: Uint8Array | ArrayBuffer | string, options?: Options): Report;

/** The same, as the exact text that `pith verify --format json` prints, with its line end. */
export function verifyJson(bytes: Uint8Array | ArrayBuffer | string, options?: Options): string;

/** An option is unknown, or its value is refused. */
export class OptionError extends Error {
  /** The name of the option; empty if the error concerns several. */
  option: string;
  /** The message without that name. */
  reason: string;
}

/** A bug in pith, after which not even a report could be made. */
export class Panic extends Error {}

/** The version of pith, with the commit that it was built from. */
export const VERSION: string;

/** The SHA-256 of the WebAssembly in this package. */
export const WASM_SHA256: string;
