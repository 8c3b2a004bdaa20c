import { Argument, Command, CommanderError, Option } from 'commander';
import { shortened } from '../errors/shortened.ts';
import { suggestion } from '../errors/suggestion.ts';
import type { CommandDefinition, OptionDefinition } from './command.ts';
import { check } from './commands/check.ts';
import { convertOpenb } from './commands/convert-openb.ts';
import { drmSetState } from './commands/drm-set-state.ts';
import { explain } from './commands/explain.ts';
import { fabricShow } from './commands/fabric-show.ts';
import { map } from './commands/map.ts';
import { policyInspect } from './commands/policy-inspect.ts';
import { release } from './commands/release.ts';
import { simulateOpenb } from './commands/simulate-openb.ts';
import { Failure, reportOf } from './failure.ts';
import { Output } from './output.ts';
import { type FabricOpener, fabricOpener, type WithFabric } from './session.ts';
import type { Terminal } from './terminal.ts';

export const COMMANDS: readonly CommandDefinition[] = [
  fabricShow,
  map,
  explain,
  check,
  release,
  drmSetState,
  policyInspect,
  convertOpenb,
  simulateOpenb,
];

const GROUPS: Readonly<Record<string, string>> = {
  fabric: 'look at the whole fabric',
  drm: 'operate one DRM',
  policy: 'look at the policy core',
  convert: 'make a fabric and requests out of a public trace',
  simulate: 'try a policy on a public trace',
};

const EXIT_CODES = `Exit codes: 0 done; 1 the answer is no, or it failed; 2 the command line is wrong.`;

const USAGE_HINT = 'See `rah --help`, or `--help` behind any command.';

interface Surroundings {
  readonly terminal: Terminal;
  readonly open: FabricOpener;
  exit(code: number): void;
}

interface GlobalOptions {
  readonly fabric?: string;
  readonly stateDir?: string;
  readonly json?: boolean;
  readonly color: boolean;
}

declare global {
  /** Written into the bundle by src/dev/bundle.ts. */
  var RAH_VERSION: string | undefined;
}

/** Runs one command line (without `node` and the file) and answers with the exit code. */
export async function run(
  argv: readonly string[],
  terminal: Terminal,
  open: FabricOpener = fabricOpener,
): Promise<number> {
  let exit = 0;
  const surroundings: Surroundings = {
    terminal,
    open,
    exit: (code) => {
      exit = code;
    },
  };
  const program = buildProgram(surroundings);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = error instanceof CommanderError ? usageFailure(error) : error;
    if (terminal.env.RAH_DEBUG && error instanceof Error) terminal.err(`${error.stack}\n`);
    const report = reportOf(failure);
    // The command line may be what is broken, so its options are not asked.
    const output = new Output(terminal, { json: argv.includes('--json'), color: !argv.includes('--no-color') });
    output.failure(report);
    return report.exit;
  }
}

/** Commander's own failures already carry a sentence; help printed for want of a command carries none. */
function usageFailure(error: CommanderError): Failure {
  const message = error.message.replace(/^error: /, '').trim();
  // What was given stands in it whatever its length, most often in single quotes.
  const short = message.replace(/(?<=')[^']{81,}(?=')|[^\s']{81,}/g, (given) => shortened(given));
  return new Failure('usage', message === '(outputHelp)' ? 'a command is missing' : short, { hint: USAGE_HINT });
}

function buildProgram(surroundings: Surroundings): Command {
  const { terminal } = surroundings;
  const program = new Command('rah')
    .description('The control plane for disaggregated hardware: look into a fabric, explain it, operate it.')
    .version(globalThis.RAH_VERSION ?? 'development', '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addOption(new Option('--fabric <file>', 'inventory of the fabric (default: $RAH_FABRIC, or ./fabric.yaml)'))
    .addOption(new Option('--state-dir <dir>', 'where its state is kept (default: .rah beside the inventory)'))
    .addOption(new Option('--json', 'print one JSON document instead of text'))
    .addOption(new Option('--no-color', 'no colours (also: NO_COLOR=1)'))
    .addHelpText('beforeAll', ({ command }) => refuseUnknown(command))
    .addHelpText('after', `\n${EXIT_CODES}\n\n${examples(['rah fabric show', 'rah map db', 'rah check --json'])}`);
  prepare(program, terminal);

  const groups = new Map<string, Command>();
  const leaves: Command[] = [];
  for (const definition of COMMANDS) {
    const words = definition.name.split(' ');
    const name = words.pop() as string;
    let parent = program;
    for (const group of words) {
      parent =
        groups.get(group) ??
        prepare(
          program
            .command(group)
            .description(GROUPS[group] ?? '')
            .helpCommand(false),
          terminal,
        );
      groups.set(group, parent);
    }
    const command = prepare(parent.command(name), terminal);
    addCommand(command, definition, surroundings);
    leaves.push(command);
  }
  // One flat list: nobody should have to ask group after group what there is.
  program.configureHelp({
    showGlobalOptions: true,
    visibleCommands: (of) => (of === program ? leaves : [...of.commands]),
    subcommandTerm,
  });
  return program;
}

/** Commander would answer `frobnicate --help` and `help frobnicate` with the help of the group, as if all was well. */
function refuseUnknown(group: Command): string {
  const [first = '', second = ''] = group.args;
  const name = first === 'help' && group.parent === null ? second : first;
  const known = group.commands.map((command) => command.name());
  if (known.length > 0 && name !== '' && !name.startsWith('-') && !known.includes(name)) {
    group.error(`unknown command '${name}'${suggestion(name, known)}`);
  }
  return '';
}

function prepare(command: Command, terminal: Terminal): Command {
  return command
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // Said once, by `run`, in the form of every other failure.
      outputError: () => {},
    });
}

function addCommand(command: Command, definition: CommandDefinition, { terminal, open, exit }: Surroundings): void {
  command.description(definition.summary).summary(definition.summary);
  for (const { name, about, optional, choices } of definition.arguments ?? []) {
    const argument = new Argument(optional ? `[${name}]` : `<${name}>`, about);
    if (choices) argument.choices(choices);
    command.addArgument(argument);
  }
  for (const option of definition.options ?? []) command.addOption(commanderOption(option));
  command.addHelpText('after', `\n${examples(definition.examples)}`);
  command.action(async () => {
    const global = command.optsWithGlobals<GlobalOptions>();
    const output = new Output(terminal, { json: global.json === true, color: global.color });
    const opened = open({
      fabric: global.fabric ?? (terminal.env.RAH_FABRIC || 'fabric.yaml'),
      stateDir: global.stateDir,
    });
    // The answer is true of the records; that they do not follow the file is said beside it.
    const withFabric: WithFabric = (use) =>
      opened(async (client) => {
        const answer = await use(client);
        const problem = await client.inventoryProblem();
        if (problem !== null) output.warning(`the inventory is not followed: ${problem.message}`, problem.hint);
        return answer;
      });
    exit(await definition.run({ output, withFabric, args: command.processedArgs, options: command.opts() }));
  });
}

/** `drm set-state <id> <state>`, without the name of the program. */
function subcommandTerm(command: Command): string {
  const words = [command.name()];
  for (let parent = command.parent; parent?.parent; parent = parent.parent) words.unshift(parent.name());
  const args = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [...words, ...args].join(' ');
}

function commanderOption({ flags, about, required, parse }: OptionDefinition): Option {
  const option = new Option(flags, about).makeOptionMandatory(required === true);
  if (!parse) return option;
  return option.argParser((text) => {
    try {
      return parse(text);
    } catch (error) {
      // Not commander's InvalidArgumentError: it would say the value a second time, in full.
      throw error instanceof Failure
        ? new Failure(error.code, `${option.long}: ${error.message}`, { hint: error.hint ?? USAGE_HINT })
        : error;
    }
  });
}

function examples(lines: readonly string[]): string {
  return `Examples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
