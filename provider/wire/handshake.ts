/** go-plugin's handshake: what Terraform says in the environment, and the one line that answers it on stdout. */

export const MAGIC_COOKIE_KEY = 'TF_PLUGIN_MAGIC_COOKIE';
export const MAGIC_COOKIE_VALUE = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';

const CORE_PROTOCOL_VERSION = 1;
export const PLUGIN_PROTOCOL_VERSION = 6;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Invitation {
  /** PEM of the one client allowed in; null: no TLS. */
  readonly clientCertificate: string | null;
  readonly minPort: number;
  readonly maxPort: number;
}

/** Reads the environment; a text for people when Terraform did not start this process, or speaks another protocol. */
export function readInvitation(environment: Environment, name: string): Invitation | { readonly refusal: string } {
  if (environment[MAGIC_COOKIE_KEY] !== MAGIC_COOKIE_VALUE) {
    return {
      refusal:
        `This is a Terraform provider plugin (${name}); it is not meant to be run by hand.\n` +
        'Terraform starts it: name it in the required_providers of a configuration and run "terraform init".\n' +
        'To debug it, run it with --debug and set the TF_REATTACH_PROVIDERS that it prints. See the README.',
    };
  }
  const versions = (environment.PLUGIN_PROTOCOL_VERSIONS ?? '').split(',').filter((version) => version !== '');
  if (!versions.includes(String(PLUGIN_PROTOCOL_VERSION))) {
    const offered = versions.length === 0 ? 'none' : versions.join(', ');
    return {
      refusal:
        `The provider ${name} speaks Terraform plugin protocol ${PLUGIN_PROTOCOL_VERSION}, ` +
        `but this Terraform offers: ${offered}. Terraform 1.0 or later is needed.`,
    };
  }
  const certificate = environment.PLUGIN_CLIENT_CERT ?? '';
  const isTls = certificate !== '' && (environment.TF_DISABLE_PLUGIN_TLS ?? '') === '';
  return {
    clientCertificate: isTls ? certificate : null,
    minPort: readPort(environment.PLUGIN_MIN_PORT),
    maxPort: readPort(environment.PLUGIN_MAX_PORT),
  };
}

function readPort(text: string | undefined): number {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : 0;
}

export interface Address {
  readonly network: 'unix' | 'tcp';
  readonly address: string;
}

/** The line without its newline. go-plugin wants the certificate's base64 without padding. */
export function handshakeLine(address: Address, certificateDer: Buffer | null): string {
  const certificate = certificateDer?.toString('base64').replace(/=+$/, '') ?? '';
  const { network, address: where } = address;
  return [CORE_PROTOCOL_VERSION, PLUGIN_PROTOCOL_VERSION, network, where, 'grpc', certificate].join('|');
}

/** The value of TF_REATTACH_PROVIDERS that makes terraform use this running process. */
export function reattachJson(providerAddress: string, pid: number, address: Address): string {
  return JSON.stringify({
    [providerAddress]: {
      Protocol: 'grpc',
      ProtocolVersion: PLUGIN_PROTOCOL_VERSION,
      Pid: pid,
      Test: true,
      Addr: { Network: address.network, String: address.address },
    },
  });
}
