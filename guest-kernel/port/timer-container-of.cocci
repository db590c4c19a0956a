// SPDX-License-Identifier: GPL-2.0-only
// Name: from_timer() is called timer_container_of()
// Since: 6.16
// Why: a rename
// Look for: from_timer, setup_timer
// Needed: include/linux/timer.h lacks \bfrom_timer\(
// Needed: include/linux/timer.h has \btimer_container_of\(

@@
expression owner, timer;
identifier member;
@@
-from_timer(owner, timer, member)
+timer_container_of(owner, timer, member)
