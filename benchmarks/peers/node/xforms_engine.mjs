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

const labelled = (node) => node.currentState.relevant && node.currentState.label?.asString;

const requests = {
  start,
  async load({ form }) {
    const text = readFileSync(form, "utf8");
    const began = performance.now();
    root = (await createInstance(text)).root;
    const ms = performance.now() - began;
    index();
    return { ms };
  },
  set({ answers, seconds }) {
    const until = performance.now() + seconds * 1000;
    const ms = [];
    for (const [path, value] of answers) {
      find(path);
      const began = performance.now();
      set(path, value);
      ms.push(performance.now() - began);
      if (performance.now() > until) break;
    }
    return { ms };
  },
  language({ number }) {
    index();
    const began = performance.now();
    root.setLanguage(root.languages[number]);
    for (const node of nodes.values()) labelled(node);
    return { ms: performance.now() - began };
  },
  async serialise() {
    const began = performance.now();
    await root.prepareInstancePayload();
    return { ms: performance.now() - began };
  },
  choose({ answer, path }) {
    const [where, value] = answer;
    const node = find(path);
    find(where);
    const began = performance.now();
    set(where, value);
    const count = node.currentState.valueOptions.filter((option) => option.value && option.label.asString).length;
    return { ms: performance.now() - began, count };
  },
  add({ path }) {
    const range = [...nodes.values()].find((n) => n.nodeType.startsWith("repeat-range") && n.currentState.reference === path);
    const began = performance.now();
    range.addInstances();
    return { ms: performance.now() - began };
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
