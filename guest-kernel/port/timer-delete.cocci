// SPDX-License-Identifier: GPL-2.0-only
// Name: del_timer() is called timer_delete()
// Since: 6.15
// Why: a rename
// Look for: del_timer
// Needed: include/linux/timer.h lacks \bdel_timer\(
// Needed: include/linux/timer.h has \btimer_delete\(

@@
expression timer;
@@
(
-del_timer(timer)
+timer_delete(timer)
|
-del_timer_sync(timer)
+timer_delete_sync(timer)
)
