// SPDX-License-Identifier: GPL-2.0-only
// Frames that another program computed (Python's struct and ipaddress), and what is changed in them.
import test from "ava";
import { internetSum, rightSum } from "./checksum.ts";
import { parseFrame, untaggedBytes } from "./ethernet.ts";
import { describeFrame, frameFaults } from "./faults.ts";
import { parseIp } from "./ip.ts";
import { parseTcp, parseUdp } from "./transport.ts";

const macs = "5254006d0003 5254006d0002";
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

/** `hello` from 192.0.2.1:1024 to 192.0.2.2:4001. */
const tcp4 = hex(`${macs} 0800 4500002d00014000 4006b6c6 c0000201 c0000202
  0400 0fa1 000003e9 00000000 5018 2000 b067 0000 68656c6c6f`);
/** `abc` from port 1024 to 6001: data of an odd length. */
const udp6 = hex(`${macs} 86dd 60000000 000b 11 40 20010db8000000010000000000000001 20010db8000000010000000000000002
  0400 1771 000b c48d 616263`);
/** Data that makes the checksum 0: it is sent as 0xffff (RFC 768). */
const zero6 = hex(`${macs} 86dd 60000000 000a 11 40 20010db8000000010000000000000001 20010db8000000010000000000000002
  0400 1771 000a ffff 88f2`);
/** A multicast listener report behind a hop-by-hop header. */
const mld = hex(`333300000016 5254006d0002 86dd 60000000 0024 00 01 fe800000000000000000000000000001
  ff020000000000000000000000000016 3a00050200000100 8f007107 00000001 04000000 ff0200000000000000000001ff000001`);
const ping = hex(`${macs} 0800 45000024 00070000 4001f6ce c0000201 c0000202 08006668 00010001 6162636465666768`);

const right = { tcp4, udp6, zero6, mld, ping };

/** A frame with other bytes somewhere. */
function changed(bytes: Buffer, at: number, value: string): Buffer {
  const copy = Buffer.from(bytes);
  hex(value).copy(copy, at);
  return copy;
}

const tagged = (bytes: Buffer, ...tags: readonly string[]): Buffer =>
  Buffer.concat([bytes.subarray(0, 12), hex(tags.join("")), bytes.subarray(12)]);

const faults = (bytes: Buffer, mtu = 1500): string[] => frameFaults(parseFrame(bytes), mtu);

test("the sum is that of RFC 1071, of an odd number of bytes too, and in parts", (t) => {
  // RFC 1071 3.
  t.is(internetSum(hex("0001f203f4f5f6f7")), 0xddf2);
  t.is(internetSum(hex("f4f5f6f7"), internetSum(hex("0001f203"))), 0xddf2);
  t.is(internetSum(hex("0001f2")), 0xf201);
  t.is(internetSum(Buffer.alloc(0x20000, 0xff)), rightSum);
});

for (const [name, bytes] of Object.entries(right))
  test(`${name}: nothing is wrong with it, with a tag or two either`, (t) => {
    t.deepEqual(faults(bytes), []);
    t.deepEqual(faults(tagged(bytes, "8100a064")), []);
    t.deepEqual(faults(tagged(bytes, "88a8a064", "81000007")), []);
  });

for (const [what, bytes, fault] of [
  ["the header of IPv4", changed(tcp4, 18, "0002"), "the checksum of the IPv4 header is wrong: 0xb6c6"],
  ["the data of TCP", changed(tcp4, 54, "69"), "the checksum of TCP is wrong: 0xb067"],
  ["an address of IPv6", changed(udp6, 22, "21"), "the checksum of UDP is wrong: 0xc48d"],
  ["the last byte, an odd one", changed(udp6, udp6.length - 1, "64"), "the checksum of UDP is wrong: 0xc48d"],
  ["ICMPv6", changed(mld, mld.length - 1, "02"), "the checksum of ICMPv6 is wrong: 0x7107"],
  ["ICMP", changed(ping, ping.length - 1, "69"), "the checksum of ICMP is wrong: 0x6668"],
  ["the length of UDP", changed(udp6, 58, "000c"), "UDP says 12 bytes; 11 are there"],
  ["a checksum that is left out", changed(udp6, 60, "0000"), "UDP without a checksum"],
  ["the length of IPv6", changed(udp6, 18, "000c"), "an IPv6 packet says 52 bytes, of which 51 are there"],
  ["the length of TCP's header", changed(tcp4, 46, "f0"), "TCP of 25 bytes, 60 of header"],
  ["the version", changed(tcp4, 14, "65"), "version 6 in an IPv4 packet"],
] as const)
  test(`what is wrong is said: ${what}`, (t) => {
    t.deepEqual(faults(bytes), [fault]);
  });

test("a length of IPv4 that cannot be is said, and nothing more is read", (t) => {
  const bytes = changed(tcp4, 16, "002e");
  t.deepEqual(faults(bytes), ["an IPv4 packet says 46 bytes, 20 of header; 45 are there"]);
  t.is(parseIp(parseFrame(bytes)).packet, undefined);
});

test("a fragment is said to be one: of IPv4, and of IPv6", (t) => {
  // The sum of the header stays: what the flag adds, the time to live loses.
  t.deepEqual(faults(changed(changed(tcp4, 20, "2000"), 22, "6006")), ["it is a fragment"]);
  const fragment = Buffer.concat([changed(changed(udp6, 18, "0013"), 20, "2c"), Buffer.alloc(8)]);
  udp6.copy(fragment, 62, 54);
  hex("1100000100000001").copy(fragment, 54);
  t.deepEqual(faults(fragment), ["it is a fragment"]);
  // One that begins and ends it is none (RFC 8200 4.5).
  t.deepEqual(faults(changed(fragment, 56, "0000")), []);
});

test("a frame is filled up to the shortest with zeros, and no other is", (t) => {
  const filled = (bytes: Buffer, count: number, byte = 0): Buffer => Buffer.concat([bytes, Buffer.alloc(count, byte)]);
  t.deepEqual(faults(filled(tcp4, 1)), []);
  t.deepEqual(faults(filled(tcp4, 1, 0xa5)), ["padding that is not zero: a5"]);
  t.deepEqual(faults(filled(tcp4, 2)), ["2 bytes after the packet"]);
  t.deepEqual(faults(filled(tagged(tcp4, "81000001"), 1)), []);
  t.deepEqual(faults(filled(tagged(tcp4, "81000001"), 2)), ["2 bytes after the packet"]);
});

test("a frame is too long if it is longer than the MTU, its header and its tags", (t) => {
  const bytes = Buffer.concat([hex(macs), hex("88b5"), Buffer.alloc(1500)]);
  t.deepEqual(faults(bytes), []);
  t.deepEqual(faults(tagged(bytes, "81000001")), []);
  t.deepEqual(faults(bytes, 1499), ["1514 bytes, and 1513 is the longest at an MTU of 1499"]);
  t.deepEqual(faults(tagged(bytes, "81000001"), 1499), ["1518 bytes, and 1517 is the longest at an MTU of 1499"]);
});

test("a frame that ends anywhere is read as far as it goes", (t) => {
  for (const bytes of Object.values(right))
    for (let length = 0; length < bytes.length; length++) {
      const frame = parseFrame(tagged(bytes, "8100a064").subarray(0, length));
      t.true(frame.bytes.length === length && describeFrame(frame).startsWith(`${length} bytes`));
      t.is(frame.tags.length, length < 16 ? 0 : 1);
      const said = frameFaults(frame, 1500);
      if (length < 18) t.deepEqual(said, [`a frame ends in its header: ${length} bytes`]);
      else t.true(said.length > 0, `${length} of ${bytes.length} bytes`);
    }
});

test("the parts of a frame are what was put in", (t) => {
  const frame = parseFrame(tagged(tcp4, "8100b064"));
  t.deepEqual(frame.tags, [{ protocol: 0x8100, priority: 5, dropEligible: true, id: 100 }]);
  t.is(frame.destination, "52:54:00:6d:00:03");
  t.is(frame.source, "52:54:00:6d:00:02");
  t.deepEqual(untaggedBytes(frame), tcp4);
  t.is(describeFrame(frame), "63 bytes VLAN 100 priority 5 192.0.2.1 > 192.0.2.2 IPv4 protocol 6");
  const { packet } = parseIp(frame);
  t.like(packet && parseTcp(packet), { sourcePort: 1024, destinationPort: 4001, sequence: 1001, flags: 0x18 });
  t.is(String(packet && parseTcp(packet)?.data), "hello");
  t.is(packet && parseUdp(packet), undefined);
  const datagram = parseIp(parseFrame(udp6)).packet;
  t.is(datagram?.source, "2001:db8:0:1:0:0:0:1");
  t.like(datagram && parseUdp(datagram), { sourcePort: 1024, destinationPort: 6001, checksum: 0xc48d });
  t.is(String(datagram && parseUdp(datagram)?.data), "abc");
});
