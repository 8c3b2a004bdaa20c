import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ROOT } from './step.ts';

export const VERSION: string = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
/** Address that configurations name as `source`. */
export const PROVIDER_SOURCE = 'terraform.local/rah/rah';

const embedPolicyModule: Plugin = {
  name: 'embed-policy-module',
  setup({ onLoad }) {
    onLoad({ filter: /src[\\/]policy[\\/]module-bytes\.ts$/ }, () => ({
      contents: [
        `import plain from '../../dist/rah-policy.wasm';`,
        `import simd from '../../dist/rah-policy-simd.wasm';`,
        `export const policyModuleBytes = (build = 'plain') => (build === 'simd' ? simd : plain);`,
      ].join('\n'),
      loader: 'js',
      resolveDir: join(ROOT, 'src', 'policy'),
    }));
  },
};

// Node would choose the module system by the file's name and by the package.json nearest to wherever it was copied, and
// refuses names such as terraform-provider-rah_v0.1.0 in some: so the file is handed to the CommonJS loader by hand.
const START =
  'const{Module:M}=require("node:module"),f=process.argv[1],m=new M(f);m.filename=f;m._compile(require("node:fs").readFileSync(f,"utf8"),f)';

/**
 * The first two lines make the bundle its own launcher: a shell runs the second line, which looks for Node 24 and
 * starts it on this very file; to JavaScript the same line is a string and a comment. One file can so be copied into
 * any plugin directory, and works on machines whose own Node is older. Node's compile cache is set before the start
 * because it cannot cover the entry file later.
 */
function launcher(): string {
  const baked = join(ROOT, 'node_modules', 'node', 'bin', 'node');
  const shell = [
    `n="$RAH_NODE"`,
    `[ -x "$n" ] || n='${baked.replaceAll("'", `'\\''`)}'`,
    `[ -x "$n" ] || n=$(command -v node)`,
    `[ -n "$n" ] || { echo 'rah needs Node 24 or newer: install it, or set RAH_NODE to its path' >&2; exit 1; }`,
    `[ -n "$NODE_COMPILE_CACHE" ] || export NODE_COMPILE_CACHE="\${XDG_CACHE_HOME:-\${HOME:-/tmp}/.cache}/rah/compile-cache"`,
    `exec "$n" --disable-warning=ExperimentalWarning -e '${START}' "$0" "$@"`,
  ];
  const guard = `if (Number(process.versions.node.split('.')[0]) < 24) { process.stderr.write('rah needs Node 24 or newer, found ' + process.version + ': install it, or set RAH_NODE to its path\\n'); process.exit(1); }`;
  return `#!/bin/sh\n':' //; ${shell.join('; ')}\n${guard}`;
}

async function bundleOne(entry: string, outfile: string): Promise<void> {
  const result = await build({
    entryPoints: [join(ROOT, entry)],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minify: true,
    legalComments: 'none',
    loader: { '.wasm': 'binary' },
    plugins: [embedPolicyModule],
    define: { 'globalThis.RAH_VERSION': JSON.stringify(VERSION) },
    logLevel: 'silent',
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error(`esbuild made nothing from ${entry}`);
  const path = join(ROOT, outfile);
  // A running provider may have the old file mapped: a new inode leaves it alone.
  rmSync(path, { force: true });
  writeFileSync(path, `${launcher()}\n${file.text}`);
  chmodSync(path, 0o755);
}

/** dist/rah, dist/terraform-provider-rah, and the provider laid out as a filesystem mirror under dist/mirror. */
export async function bundle(): Promise<void> {
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  await bundleOne('src/cli/main.ts', 'dist/rah');
  await bundleOne('provider/main.ts', 'dist/terraform-provider-rah');
  const mirrored = join(
    ROOT,
    'dist',
    'mirror',
    PROVIDER_SOURCE,
    VERSION,
    platform(),
    `terraform-provider-rah_v${VERSION}`,
  );
  rmSync(join(ROOT, 'dist', 'mirror'), { recursive: true, force: true });
  mkdirSync(dirname(mirrored), { recursive: true });
  copyFileSync(join(ROOT, 'dist', 'terraform-provider-rah'), mirrored);
}

/** Terraform's name for this machine, such as linux_amd64. */
export function platform(): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  return `${process.platform === 'win32' ? 'windows' : process.platform}_${arch}`;
}
