// SPDX-License-Identifier: GPL-2.0-only
// A request to a USB device passes through these, whoever made it.

/** On the way of a request to a USB device. */
export const usb = /usb_submit_urb|usb_start_wait_urb|usb_bulk_msg|usb_interrupt_msg|usb_control_msg/;
