import { useConverters } from './converters.mjs';

/** The core refused a call; nothing was changed. */
export class PolicyError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.name = 'PolicyError';
    this.status = status;
  }
}

const FIELDS = 10;

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

  #begin({ dims, classes, zones = [], hosts = [], modules, allocations = modules, devices = 0, deviceWeight = 1 }) {
    const core = this.#core;
    core.reset();
    for (const { weight = 1, scale } of dims) core.addDim(weight, scale);
    for (const { labels = [], costs = [], deviceCost = 0 } of classes) {
      core.addClass(labels, Int32Array.from(costs), deviceCost);
    }
    for (const { rack, pod = 0 } of zones) core.addZone(rack, pod);
    for (const { zone, latencies, bandwidths } of hosts) {
      core.addHost(zone, Int32Array.from(latencies), Int32Array.from(bandwidths));
    }
    this.#check(core.begin(modules, allocations, devices, deviceWeight));
    return this;
  }

  #check(status) {
    if (status !== 0) throw new PolicyError(status, this.#core.problem());
  }

  #ask(name, { amounts, devices = 0, share = 0, labels = [], strategy = 'default', host = -1 }) {
    const units = amounts instanceof Int32Array ? amounts : Int32Array.from(amounts);
    const answer = this.#core[name](units, devices, share, labels, strategy, host);
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

  addModules({ classes, zones = new Int32Array(classes.length), devices = new Int32Array(classes.length), units }) {
    const [c, z, d, u] = [classes, zones, devices, units].map((list) => Int32Array.from(list));
    this.#check(this.#core.addModules(c, z, d, u));
    return this;
  }

  setProfile({ counts, devices, shares, amounts, labels }) {
    const [c, d, s, a] = [counts, devices, shares, amounts].map((list) => Int32Array.from(list));
    this.#check(this.#core.setProfile(c, d, s, a, labels));
    return this;
  }

  prefer({ proximity = 0, utilization = 1, cost = 0, levels = 0 }) {
    this.#core.prefer(proximity, utilization, cost, levels);
    return this;
  }

  setState(module, state) {
    this.#check(this.#core.setState(module, state));
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
    this.#check(this.#core.release(allocation));
  }

  free(module) {
    return this.#core.free(module);
  }

  labelsOfClass(index) {
    return this.#core.labelsOfClass(index);
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
