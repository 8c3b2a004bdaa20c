import { list, object, text, texts, whole, wholes } from './arguments.mjs';
import { useConverters } from './converters.mjs';
import { PolicyError } from './policy-error.mjs';

export { PolicyError };

const FIELDS = 10;

function each(what, entries, stage) {
  list(what, entries).forEach((entry, i) => {
    stage(`${what}[${i}]`, object(`${what}[${i}]`, entry));
  });
}

/** A pool of modules; see pool.d.mts for what goes in and out. */
export class Pool {
  #core;

  constructor(core) {
    this.#core = core;
  }

  /** Instantiates `rah-policy-bind.wasm` (bytes, a compiled module, or a fetch Response) and begins a pool. */
  static async load(wasm, definition) {
    const { exports } = await useConverters().instantiate(wasm, {});
    return new Pool(exports).#begin(definition);
  }

  #begin(definition) {
    const { dims, classes, zones = [], hosts = [], modules } = object('load: the definition', definition);
    const { allocations = modules, devices = 0, deviceWeight = 1 } = definition;
    const core = this.#core;
    core.reset();
    each('load: dims', dims, (what, { weight = 1, scale }) => {
      core.addDim(whole(`${what}.weight`, weight), whole(`${what}.scale`, scale));
    });
    each('load: classes', classes, (what, { labels = [], costs = [], deviceCost = 0 }) => {
      const micros = whole(`${what}.deviceCost`, deviceCost);
      core.addClass(texts(`${what}.labels`, labels), wholes(`${what}.costs`, costs), micros);
    });
    each('load: zones', zones, (what, { rack, pod = 0 }) => {
      core.addZone(whole(`${what}.rack`, rack), whole(`${what}.pod`, pod));
    });
    each('load: hosts', hosts, (what, { zone, latencies, bandwidths }) => {
      const ns = wholes(`${what}.latencies`, latencies);
      core.addHost(whole(`${what}.zone`, zone), ns, wholes(`${what}.bandwidths`, bandwidths));
    });
    const room = Object.entries({ modules, allocations, devices, deviceWeight });
    this.#check(core.begin(...room.map(([name, value]) => whole(`load: ${name}`, value))));
    return this;
  }

  #check(status) {
    if (status !== 0) throw new PolicyError(status, this.#core.problem());
  }

  #ask(name, request) {
    const { amounts, devices = 0, share = 0, labels = [] } = object(`${name}: the request`, request);
    const { strategy = 'default', host = -1 } = request;
    const answer = this.#core[name](
      wholes(`${name}: amounts`, amounts),
      whole(`${name}: devices`, devices),
      whole(`${name}: share`, share),
      texts(`${name}: labels`, labels),
      text(`${name}: strategy`, strategy),
      whole(`${name}: host`, host),
    );
    this.#check(this.#core.status());
    return answer;
  }

  #decide(name, request) {
    const answer = this.#ask(name, request);
    if (answer.length < FIELDS) return null;
    const [handle, module, low, high, share, proximity, fit, cost, total, raw] = answer;
    const devices = [];
    for (let i = 0; i < 32; i++) if ((low >>> i) & 1) devices.push(i);
    for (let i = 0; i < 32; i++) if ((high >>> i) & 1) devices.push(32 + i);
    const allocation = name === 'place' ? handle >>> 0 : null;
    return { allocation, module, devices, share, scores: { proximity, fit, cost, total, raw } };
  }

  addModules(modules) {
    const classes = wholes('addModules: classes', object('addModules: the modules', modules).classes);
    const { zones = new Int32Array(classes.length), devices = new Int32Array(classes.length), units } = modules;
    const [z, d] = [wholes('addModules: zones', zones), wholes('addModules: devices', devices)];
    this.#check(this.#core.addModules(classes, z, d, wholes('addModules: units', units)));
    return this;
  }

  setProfile(profile) {
    const { counts, devices, shares, amounts, labels } = object('setProfile: the profile', profile);
    const lists = Object.entries({ counts, devices, shares, amounts });
    const [c, d, s, a] = lists.map(([name, value]) => wholes(`setProfile: ${name}`, value));
    list('setProfile: labels', labels).forEach((clauses, i) => {
      texts(`setProfile: labels[${i}]`, clauses);
    });
    this.#check(this.#core.setProfile(c, d, s, a, labels));
    return this;
  }

  prefer(preferences) {
    const { proximity = 0, utilization = 1, cost = 0, levels = 0 } = object('prefer: the preferences', preferences);
    const all = Object.entries({ proximity, utilization, cost, levels });
    this.#core.prefer(...all.map(([name, value]) => whole(`prefer: ${name}`, value)));
    return this;
  }

  setState(module, state) {
    this.#check(this.#core.setState(whole('setState: module', module), whole('setState: state', state)));
  }

  place(request) {
    return this.#decide('place', request);
  }

  select(request) {
    return this.#decide('select', request);
  }

  explain(request) {
    return this.#ask('explain', request);
  }

  release(allocation) {
    this.#check(this.#core.release(whole('release: allocation', allocation)));
  }

  free(module) {
    return this.#core.free(whole('free: module', module));
  }

  labelsOfClass(index) {
    return this.#core.labelsOfClass(whole('labelsOfClass: index', index));
  }

  get modules() {
    return this.#core.modules();
  }

  get hash() {
    return this.#core.hash();
  }

  get memoryBytes() {
    return this.#core.memory.buffer.byteLength;
  }

  get abiVersion() {
    return this.#core.abiVersion();
  }
}
