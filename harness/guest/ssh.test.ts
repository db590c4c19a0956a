// SPDX-License-Identifier: GPL-2.0-only
// The client against an SSH server in this process: no machine needed.
import type { AddressInfo } from "node:net";
import test from "ava";
import ssh2, { type Connection, type ServerChannel } from "ssh2";
import { DeadlineError } from "../host/deadline.ts";
import { KernelError, LabError } from "../host/errors.ts";
import { makeClientKey } from "../image/keys.ts";
import { Guest } from "./guest.ts";
import { sh } from "./shell.ts";

const client = makeClientKey();
const host = makeClientKey();
const hostKey = (key: string): string => key.split(" ")[1] ?? "";

/** A server that answers commands by `run`. */
async function server(run: (command: string, channel: ServerChannel, connection: Connection) => void, refusals = 0) {
  const ssh = new ssh2.Server({ hostKeys: [host.private] }, (connection) => {
    connection.on("authentication", (context) =>
      context.method === "publickey" ? context.accept() : context.reject(),
    );
    connection.on("error", () => undefined);
    connection.on("session", (accept) => {
      accept().on("exec", (acceptExec, reject, { command }) => {
        if (refusals-- > 0) reject();
        else run(command, acceptExec(), connection);
      });
    });
  });
  await new Promise<void>((resolve) => ssh.listen(0, "127.0.0.1", resolve));
  return { port: (ssh.address() as AddressInfo).port, close: () => ssh.close() };
}

const guestAt = (port: number, key = hostKey(host.public)) =>
  Guest.connect(
    { address: { port, privateKey: client.private, hostKey: key }, emit: () => undefined, cell: "c", timeout: 5_000 },
    5_000,
  );

test("a command's output, errors and exit code come back", async (t) => {
  const { port, close } = await server((command, channel) => {
    channel.write(`out of ${command}`);
    channel.stderr.write("err");
    channel.exit(3);
    channel.end();
  });
  await using guest = await guestAt(port);
  t.like(await guest.execute(sh`x`), { code: 3, stdout: "out of x", stderr: "err" });
  const error = await t.throwsAsync(guest.$`x`, { instanceOf: KernelError, message: /exit code 3/ });
  t.is(error?.output, "errout of x");
  close();
});

const echo = (command: string, channel: ServerChannel): void => {
  channel.write(command);
  channel.exit(0);
  channel.end();
};

test("a command that the guest did not take is asked for again, and runs once", async (t) => {
  const { port, close } = await server(echo, 2);
  await using guest = await guestAt(port);
  t.like(await guest.execute(sh`x`), { code: 0, stdout: "x" });
  close();
});

test("a guest that takes no command at all is given up", async (t) => {
  const { port, close } = await server(echo, Infinity);
  await using guest = await guestAt(port);
  await t.throwsAsync(guest.execute(sh`x`), { instanceOf: LabError, message: "SSH: x: Unable to exec" });
  close();
});

test("a guest with another host key is not talked to", async (t) => {
  const { port, close } = await server(() => undefined);
  const other = makeClientKey();
  await t.throwsAsync(guestAt(port, hostKey(other.public)), { instanceOf: LabError });
  close();
});

test("a command that does not come back is the kernel's fault", async (t) => {
  const { port, close } = await server(() => undefined);
  await using guest = await guestAt(port);
  await t.throwsAsync(guest.execute(sh`hang`, { timeout: 50 }), {
    instanceOf: KernelError,
    message: /in the guest: hang: not within/,
  });
  t.is(await guest.answer(sh`true`, 50), undefined);
  close();
});

test("a connection that is lost in a command is no DeadlineError: it ends at once", async (t) => {
  const { port, close } = await server((_, __, connection) => connection.end());
  await using guest = await guestAt(port);
  const error = await t.throwsAsync(guest.execute(sh`x`), { instanceOf: LabError });
  t.false(error instanceof DeadlineError);
  close();
});

test("a command that must fail and does not is an error", async (t) => {
  const { port, close } = await server((_, channel) => {
    channel.exit(0);
    channel.end();
  });
  await using guest = await guestAt(port);
  await t.throwsAsync(guest.fails(sh`true`), { instanceOf: KernelError, message: /unexpectedly succeeded/ });
  close();
});

test("a guest whose connection is lost still answers, on another one; a guest that is gone does not", async (t) => {
  const { port, close } = await server((command, channel, connection) =>
    command === "drop" ? connection.end() : echo(command, channel),
  );
  await using guest = await guestAt(port);
  await t.throwsAsync(guest.execute(sh`drop`), {
    instanceOf: LabError,
    message: /drop: the guest closed the connection$/,
  });
  t.is(await guest.answer(sh`x`, 5_000), "x");
  close();
  t.is(await guest.answer(sh`x`, 5_000), undefined);
});
