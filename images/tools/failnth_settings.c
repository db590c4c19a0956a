// SPDX-License-Identifier: GPL-2.0-only
/*
 * What labtool failnth does to an interface that is up: exchanges its rings, its channels, its MTU. After a failure the
 * interface may be down, as its driver leaves it where it has nothing to work with; it must come up, and take the old
 * setting.
 */
#define _GNU_SOURCE
#include "failnth.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int fd;
static struct ifreq request;

/* An interface that is up, of the driver that has the device. */
static bool prepare_interface(struct target *target)
{
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || !prepare_up(target) || bring_up(target))
		return false;
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", interface_name());
	return true;
}

static int call_ethtool(void *command)
{
	request.ifr_data = command;
	return ioctl(fd, SIOCETHTOOL, &request) ? errno : 0;
}

static bool comes_up(struct target *target)
{
	return is_up(target) || (!bring_up(target) && is_up(target));
}

static struct ethtool_ringparam old_rings, new_rings;

/* Half as many, or twice. */
static uint32_t other_count(uint32_t now, uint32_t max)
{
	return 2 * now <= max ? 2 * now : now / 2;
}

static int write_rings(struct ethtool_ringparam rings)
{
	rings.cmd = ETHTOOL_SRINGPARAM;
	return call_ethtool(&rings);
}

static bool has_rings(const struct ethtool_ringparam *wanted)
{
	struct ethtool_ringparam now = { .cmd = ETHTOOL_GRINGPARAM };

	return !call_ethtool(&now) && now.rx_pending == wanted->rx_pending && now.tx_pending == wanted->tx_pending;
}

bool prepare_rings(struct target *target)
{
	old_rings.cmd = ETHTOOL_GRINGPARAM;
	if (!prepare_interface(target) || call_ethtool(&old_rings))
		return false;
	new_rings = old_rings;
	new_rings.rx_pending = other_count(old_rings.rx_pending, old_rings.rx_max_pending);
	new_rings.tx_pending = other_count(old_rings.tx_pending, old_rings.tx_max_pending);
	return true;
}

int exchange_rings(struct target *target)
{
	(void)target;
	return write_rings(new_rings);
}

bool rings_are_new(struct target *target)
{
	return is_up(target) && has_rings(&new_rings);
}

void restore_rings(struct target *target)
{
	(void)target;
	write_rings(old_rings);
}

bool rings_are_old(struct target *target)
{
	return comes_up(target) && (has_rings(&old_rings) || !write_rings(old_rings)) && has_rings(&old_rings);
}

static struct ethtool_channels old_channels, new_channels;

static int write_channels(struct ethtool_channels channels)
{
	channels.cmd = ETHTOOL_SCHANNELS;
	return call_ethtool(&channels);
}

static bool has_channels(const struct ethtool_channels *wanted)
{
	struct ethtool_channels now = { .cmd = ETHTOOL_GCHANNELS };

	return !call_ethtool(&now) && now.combined_count == wanted->combined_count;
}

bool prepare_channels(struct target *target)
{
	old_channels.cmd = ETHTOOL_GCHANNELS;
	if (!prepare_interface(target) || call_ethtool(&old_channels))
		return false;
	new_channels = old_channels;
	new_channels.combined_count = old_channels.combined_count > 1 ? 1 : old_channels.max_combined;
	return new_channels.combined_count != old_channels.combined_count;
}

int exchange_channels(struct target *target)
{
	(void)target;
	return write_channels(new_channels);
}

bool channels_are_new(struct target *target)
{
	return is_up(target) && has_channels(&new_channels);
}

void restore_channels(struct target *target)
{
	(void)target;
	write_channels(old_channels);
}

bool channels_are_old(struct target *target)
{
	return comes_up(target) && (has_channels(&old_channels) || !write_channels(old_channels)) &&
	       has_channels(&old_channels);
}

/* Beyond a page with all that goes with it, where the driver takes that: it needs other buffers. */
#define JUMBO_MTU 4200
#define OLD_MTU 1500
#define SMALL_MTU 1400

static int new_mtu;

static int write_mtu(int mtu)
{
	request.ifr_mtu = mtu;
	return ioctl(fd, SIOCSIFMTU, &request) ? errno : 0;
}

static bool has_mtu(int mtu)
{
	return !ioctl(fd, SIOCGIFMTU, &request) && request.ifr_mtu == mtu;
}

bool prepare_mtu(struct target *target)
{
	if (!prepare_interface(target))
		return false;
	new_mtu = write_mtu(JUMBO_MTU) ? SMALL_MTU : JUMBO_MTU;
	return !write_mtu(OLD_MTU);
}

int change_mtu(struct target *target)
{
	(void)target;
	return write_mtu(new_mtu);
}

bool mtu_is_new(struct target *target)
{
	return is_up(target) && has_mtu(new_mtu);
}

void restore_mtu(struct target *target)
{
	(void)target;
	write_mtu(OLD_MTU);
}

bool mtu_is_old(struct target *target)
{
	return comes_up(target) && (has_mtu(OLD_MTU) || !write_mtu(OLD_MTU)) && has_mtu(OLD_MTU);
}
