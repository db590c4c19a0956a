// SPDX-License-Identifier: GPL-2.0-only
// Name: ndo_tx_timeout() is told the queue
// Since: 5.6
// Why: a parameter that nobody has to look at
// Look for: ndo_tx_timeout
// Needed: include/linux/netdevice.h has \(\*ndo_tx_timeout\) ?\(struct net_device \*dev,

@operations@
identifier ops, fn;
@@
struct net_device_ops ops = { .ndo_tx_timeout = fn, };

@@
identifier operations.fn, dev;
@@
fn(struct net_device *dev
+   , unsigned int txqueue
   )
{ ... }
