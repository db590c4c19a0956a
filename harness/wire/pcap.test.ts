// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { LabError } from "../host/errors.ts";
import { readPcap } from "./pcap.ts";

/** A capture made byte by byte: words as hexadecimal, in the order in which they are in the file. */
const hex = (...words: readonly string[]): Buffer => Buffer.from(words.join("").replaceAll(" ", ""), "hex");

/** Version 2.4, no offset from UTC, no accuracy, 0x40000 bytes a packet, Ethernet. */
const little = hex("d4c3b2a1", "0200 0400", "00000000", "00000000", "00000400", "01000000");
const big = hex("a1b2c3d4", "0002 0004", "00000000", "00000000", "00040000", "00000001");

const packets = [
  { time: 0x65f0_0000 * 1_000_000 + 5, bytes: Buffer.from("ffffffffffff", "hex") },
  { time: 0x65f0_0001 * 1_000_000 + 999_999, bytes: Buffer.from("0102030405", "hex") },
];

const littleRecords = hex(
  ...["0000f065", "05000000", "06000000", "06000000", "ffffffffffff"],
  ...["0100f065", "3f420f00", "05000000", "05000000", "0102030405"],
);
const bigRecords = hex(
  ...["65f00000", "00000005", "00000006", "00000006", "ffffffffffff"],
  ...["65f00001", "000f423f", "00000005", "00000005", "0102030405"],
);

test("a capture is read in the byte order of who wrote it", (t) => {
  t.deepEqual(readPcap(Buffer.concat([little, littleRecords])), packets);
  t.deepEqual(readPcap(Buffer.concat([big, bigRecords])), packets);
  t.deepEqual(readPcap(little), []);
});

test("fractions of a second may be nanoseconds", (t) => {
  const nanoseconds = hex("4d3cb2a1", little.toString("hex", 4));
  const record = hex("0000f065", "88130000", "01000000", "01000000", "aa");
  t.deepEqual(readPcap(Buffer.concat([nanoseconds, record])), [
    { time: 0x65f0_0000 * 1_000_000 + 5, bytes: Buffer.from([0xaa]) },
  ]);
});

test("a record that is not there as a whole is an error, unless the capture is being written", (t) => {
  for (const missing of [1, 5, 6, 20]) {
    const cut = Buffer.concat([little, littleRecords]).subarray(0, -missing);
    t.throws(() => readPcap(cut), { instanceOf: LabError, message: "a capture ends in the middle of packet 2" });
    t.deepEqual(readPcap(cut, { growing: true }), packets.slice(0, 1));
  }
});

test("what is no capture of Ethernet, or leaves something out of a packet, is an error", (t) => {
  t.throws(() => readPcap(Buffer.alloc(0)), { message: /0 bytes has no header/ });
  t.throws(() => readPcap(hex("0a0d0d0a", "00".repeat(24))), { message: /begins with 0a0d0d0a/ });
  t.throws(() => readPcap(hex(little.toString("hex", 0, 20), "65000000")), { message: /link type 0x65/ });
  const short = hex("0000f065", "05000000", "06000000", "40000000", "ffffffffffff");
  t.throws(() => readPcap(Buffer.concat([little, short])), { message: "of packet 1, of 64 bytes, 6 were captured" });
});
