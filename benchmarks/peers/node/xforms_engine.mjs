// @getodk/xforms-engine behind the protocol of benchmarks/peers. It needs a DOM: jsdom, which its own tests use.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

let createInstance, root, nodes;

async function start() {
  const { JSDOM } = await import("jsdom");
  const { window } = new JSDOM("", { url: "http://localhost/" });
  const names = ["document", "DOMParser", "XMLSerializer", "Node", "Element", "Document", "XPathResult", "Attr", "Text",
    "XPathEvaluator", "CDATASection", "Comment", "HTMLElement", "NodeFilter", "XMLDocument", "localStorage"];
  for (const name of names) globalThis[name] = window[name];
  globalThis.window = window;
  // What is published is built for browsers alone: its parser must not notice that this is node.
  const kept = globalThis.process;
  globalThis.process = undefined;
  ({ createInstance } = await import("@getodk/xforms-engine"));
  globalThis.process = kept;
  const version = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
  return { name: "xforms-engine", version: `${version("@getodk/xforms-engine")}, node ${kept.version}, jsdom ${version("jsdom")}` };
}

// The nodes of a repeat's instances are found when first asked for after the repeat has grown.
function index() {
  nodes = new Map();
  const pending = [root];
  while (pending.length) {
    const node = pending.pop();
    nodes.set(node.currentState.reference, node);
    pending.push(...(node.currentState.children ?? []));
  }
}

const plain = (path) => path.replace(/\[1\]$/, "");

function find(path) {
  if (!nodes.has(plain(path))) index();
  const node = nodes.get(plain(path));
  if (!node) throw new Error(`no node ${path}`);
  return node;
}

function set(path, value) {
  const node = find(path);
  if (node.selectValue) node.selectValue(value);
  else node.setValue(value);
  void node.validationState.violation;
}

function watch() {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const ms = performance.now() - wall;
    const { user, system } = process.cpuUsage(cpu);
    return { ms, cpu: (user + system) / 1000 };
  };
}

const labelled = (node) => node.currentState.relevant && node.currentState.label?.asString;

const requests = {
  start,
  async load({ form }) {
    const text = readFileSync(form, "utf8");
    const read = watch();
    root = (await createInstance(text)).root;
    const spent = read();
    index();
    return spent;
  },
  set({ answers, seconds }) {
    const until = performance.now() + seconds * 1000;
    const [ms, cpu] = [[], []];
    for (const [path, value] of answers) {
      find(path);
      const read = watch();
      set(path, value);
      const spent = read();
      ms.push(spent.ms);
      cpu.push(spent.cpu);
      if (performance.now() > until) break;
    }
    return { ms, cpu };
  },
  language({ number }) {
    index();
    const read = watch();
    root.setLanguage(root.languages[number]);
    for (const node of nodes.values()) labelled(node);
    return read();
  },
  async serialise() {
    const read = watch();
    await root.prepareInstancePayload();
    return read();
  },
  choose({ answer, path }) {
    const [where, value] = answer;
    const node = find(path);
    find(where);
    const read = watch();
    set(where, value);
    const count = node.currentState.valueOptions.filter((option) => option.value && option.label.asString).length;
    return { ...read(), count };
  },
  add({ path }) {
    const range = [...nodes.values()].find((n) => n.nodeType.startsWith("repeat-range") && n.currentState.reference === path);
    const read = watch();
    range.addInstances();
    return read();
  },
  get: ({ path }) => ({ value: String(find(path).currentState.value ?? "") }),
};

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    const request = JSON.parse(line);
    said = await requests[request.do](request);
  } catch (error) {
    said = { error: String(error?.message ?? error).slice(0, 300) };
  }
  process.stdout.write(JSON.stringify(said) + "\n");
}
