// SPDX-License-Identifier: GPL-2.0-only
// A run's own keys: nobody else gets into its machines, and the lab knows that it talks to them.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import ssh2 from "ssh2";
import { LabError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { cpio, withParents, type Entry } from "./cpio.ts";

/** How a run's machines and the lab know each other. */
export interface RunKeys {
  /** The client's key, mode 600: for `ssh -i`. */
  readonly clientKeyFile: string;
  /** The client's key as text: for ssh2's `privateKey`. */
  readonly clientPrivateKey: string;
  /** The machines' public key as it is on the wire: what ssh2's `hostVerifier` gets. */
  readonly hostKey: Buffer;
  /** `SHA256:…`, as ssh-keygen prints it. */
  readonly hostKeyFingerprint: string;
  /** For `ssh -o UserKnownHostsFile=… -o HostKeyAlias=msixlab`. */
  readonly knownHostsFile: string;
  /** The archive with the machine's host key and root's authorized_keys, mode 600: a part for `joinInitrd`. */
  readonly archive: string;
}

/** The name under which the machines' host key is known: their address is the lab's own, at a port that changes. */
export const hostKeyAlias = "msixlab";

async function makeHostKey(file: string): Promise<string> {
  const { stdout } = await run("dropbearkey", ["-t", "ed25519", "-f", file]).catch((cause: unknown) => {
    throw new LabError("dropbearkey made no host key", { hint: "apt-get install dropbear-bin", cause });
  });
  const publicKey = /^ssh-ed25519 (\S+)/m.exec(stdout)?.[1];
  if (publicKey === undefined) throw new LabError("dropbearkey printed no public key", { output: stdout });
  return publicKey;
}

/**
 * A key pair for the client. About one in 250 that ssh2 1.17 makes has a public key that starts with a zero byte, which
 * its lib/keygen.js drops: neither it nor OpenSSH can read that one.
 */
export function makeClientKey(): { readonly private: string; readonly public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519");
    if ([pair.private, pair.public].every((text) => !(ssh2.utils.parseKey(text) instanceof Error))) return pair;
  }
}

function keyEntries(hostKey: Buffer, authorizedKey: string): Entry[] {
  // dropbear takes no authorized_keys that others may write to.
  return [
    { kind: "directory", path: "etc/dropbear", mode: 0o700 },
    { kind: "file", path: "etc/dropbear/dropbear_ed25519_host_key", mode: 0o600, content: hostKey },
    { kind: "directory", path: "root", mode: 0o700 },
    { kind: "directory", path: "root/.ssh", mode: 0o700 },
    { kind: "file", path: "root/.ssh/authorized_keys", mode: 0o600, content: Buffer.from(`${authorizedKey}\n`) },
  ];
}

/** Makes the keys of a run in `keys/` below its folder. */
export async function makeKeys(runDir: string): Promise<RunKeys> {
  const folder = path.join(runDir, "keys");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const at = (name: string) => path.join(folder, name);
  const client = makeClientKey();
  const secret = { mode: 0o600 };
  await writeFile(at("client"), client.private, secret);
  const publicKey = await makeHostKey(at("host"));
  const hostKey = Buffer.from(publicKey, "base64");
  await writeFile(at("known_hosts"), `${hostKeyAlias} ssh-ed25519 ${publicKey}\n`);
  const entries = withParents(keyEntries(await readFile(at("host")), client.public.trim()));
  await writeFile(at("keys.cpio"), cpio(entries), secret);
  return {
    clientKeyFile: at("client"),
    clientPrivateKey: client.private,
    hostKey,
    hostKeyFingerprint: `SHA256:${createHash("sha256").update(hostKey).digest("base64").replace(/=+$/, "")}`,
    knownHostsFile: at("known_hosts"),
    archive: at("keys.cpio"),
  };
}
