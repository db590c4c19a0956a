// SPDX-License-Identifier: GPL-2.0-only
// SSH to the guest: the only way in which specs act on it.
import { Client, type ClientChannel } from "ssh2";
import { DeadlineError, hostLoad, within } from "../host/deadline.ts";
import { LabError, errorMessage } from "../host/errors.ts";

/** What a command in the guest came to. */
export interface GuestResult {
  readonly command: string;
  /** Exit status; 128 + n if signal n ended it, as a shell says it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface SshAddress {
  readonly port: number;
  readonly privateKey: string;
  /** base64 of the host's public key blob: a guest that is not ours is not talked to. */
  readonly hostKey: string;
}

/** A command whose input and output stay open, and its exit status once it ends. */
export interface OpenChannel {
  readonly channel: ClientChannel;
  /** Rejects with a LabError if the connection is lost. */
  readonly ended: Promise<number>;
}

/** One SSH connection. */
export interface SshConnection extends AsyncDisposable {
  exec(command: string, options?: { timeout?: number; input?: string; binary?: boolean }): Promise<GuestResult>;
  /** A command whose input and output stay open. */
  open(command: string, pty?: boolean): Promise<OpenChannel>;
  /** False once the connection is lost. */
  isOpen(): boolean;
}

/** Tries once. @throws {LabError} when the guest does not answer. */
export async function connectOnce(address: SshAddress, timeout: number): Promise<SshConnection> {
  const client = new Client();
  let open = true;
  let loss = "the guest closed the connection";
  const ready = new Promise<void>((resolve, reject) => {
    client.once("ready", resolve);
    client.on("error", (error) =>
      reject(new LabError(`SSH: ${(loss = error.message)}`, { why: "ssh-lost", cause: error })),
    );
    client.once("close", () => {
      open = false;
      reject(new LabError(`SSH: ${loss}`, { why: "ssh-lost" }));
    });
  });
  const withLoss = (error: unknown): never => {
    if (open || error instanceof DeadlineError) throw error;
    throw new LabError(`${errorMessage(error)}: ${loss}`, { why: "ssh-lost", cause: error });
  };
  client.connect({
    host: "127.0.0.1",
    port: address.port,
    username: "root",
    privateKey: address.privateKey,
    hostVerifier: (key: Buffer) => key.toString("base64") === address.hostKey,
    readyTimeout: timeout * hostLoad(),
    // The cheapest that both ends have: an emulated CPU pays for every block.
    algorithms: {
      kex: ["curve25519-sha256"],
      serverHostKey: ["ssh-ed25519"],
      cipher: ["aes128-ctr"],
      hmac: ["hmac-sha2-256"],
      compress: ["none"],
    },
  });
  // A command is several small packets: without this each but the first waits 40 ms for the other end's delayed ACK.
  client.setNoDelay(true);
  try {
    await ready;
  } catch (error) {
    client.destroy();
    throw error;
  }
  return {
    isOpen: () => open,
    exec: (command, options) => exec(client, command, options).catch(withLoss),
    open: async (command, pty = false) => {
      let ended: Promise<number> = Promise.resolve(0);
      const channel = await openChannel(client, command, pty, (fresh) => {
        ended = exitStatus(fresh, command).catch(withLoss);
      }).catch(withLoss);
      ended.catch(() => undefined);
      return { channel, ended };
    },
    [Symbol.asyncDispose]: async () => {
      client.destroy();
    },
  };
}

/** How often a channel is asked for: each time it takes a command that ends in just that moment. */
const attempts = 5;

/**
 * `attach` is called before any of the channel's packets is: all of them may come in one. When a command ends, dropbear
 * also closes a channel that was opened and has none yet (svr-chansession.c, sesscheckclose: no pid is taken for an end).
 * What it refuses so was not run: it is asked again.
 */
async function openChannel(
  client: Client,
  command: string,
  pty: boolean,
  attach: (channel: ClientChannel) => void = () => undefined,
): Promise<ClientChannel> {
  for (let attempt = 1; ; attempt++)
    try {
      const channel = await requestExec(client, command, pty, attach);
      return channel;
    } catch (error) {
      // ssh2 and dropbear have no other way to say it: what they throw is no error of ours.
      // eslint-disable-next-line no-restricted-syntax
      const notRun = /^(?:Unable to exec|Channel is not open)$/.test(errorMessage(error));
      if (!notRun || attempt === attempts)
        throw new LabError(`SSH: ${command}: ${errorMessage(error)}`, { why: "ssh-lost", cause: error });
    }
}

function requestExec(
  client: Client,
  command: string,
  pty: boolean,
  attach: (channel: ClientChannel) => void,
): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, { pty }, (error, channel) => {
      if (error) return reject(error);
      attach(channel);
      resolve(channel);
    });
  });
}

/** The exit status of a channel's command. @throws {LabError} if the connection goes before it comes. */
function exitStatus(channel: ClientChannel, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let status: number | undefined;
    channel.on("exit", (code: number | null, signal?: string) => {
      status = code ?? 128 + (signalNumbers[signal?.replace(/^SIG/, "") ?? ""] ?? 0);
    });
    channel.on("close", () => {
      if (status === undefined) reject(new LabError(`SSH was lost during: ${command}`, { why: "ssh-lost" }));
      else resolve(status);
    });
  });
}

/** Runs one command to its end. @throws {LabError} when the connection is lost or the deadline passes. */
async function exec(
  client: Client,
  command: string,
  options: { timeout?: number; input?: string; binary?: boolean } = {},
): Promise<GuestResult> {
  const started = performance.now();
  const encoding = options.binary ? "latin1" : "utf8";
  let stdout = "";
  let stderr = "";
  const work = new Promise<number>((resolve, reject) => {
    const attach = (channel: ClientChannel): void => {
      channel.setEncoding(encoding).on("data", (chunk: string) => (stdout += chunk));
      channel.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
      exitStatus(channel, command).then(resolve, reject);
      channel.end(options.input ?? "");
    };
    openChannel(client, command, false, attach).catch(reject);
  });
  const code = await within(`in the guest: ${command}`, options.timeout ?? 30_000, work, () => stdout + stderr);
  return { command, code, stdout, stderr, seconds: (performance.now() - started) / 1000 };
}

/** Of the signals a command in a guest ends by (POSIX numbers on x86). */
const signalNumbers: Readonly<Record<string, number>> = { HUP: 1, INT: 2, ABRT: 6, KILL: 9, SEGV: 11, TERM: 15 };
