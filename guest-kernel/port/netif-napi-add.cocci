// SPDX-License-Identifier: GPL-2.0-only
// Name: netif_napi_add() takes no weight: netif_napi_add_weight()
// Since: 6.1
// Why: the same with one
// Look for: netif_napi_add
// Needed: include/linux/netdevice.h has \bnetif_napi_add_weight\(

@@
expression dev, napi, poll, weight;
@@
-netif_napi_add(dev, napi, poll, weight)
+netif_napi_add_weight(dev, napi, poll, weight)
