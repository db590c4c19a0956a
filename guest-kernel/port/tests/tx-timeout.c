static void demo_tx_timeout(struct net_device *netdev)
{
	netdev_err(netdev, "hung\n");
}

static const struct net_device_ops demo_ops = {
	.ndo_open = demo_open,
	.ndo_tx_timeout = demo_tx_timeout,
};

/* becomes */

static void demo_tx_timeout(struct net_device *netdev, unsigned int txqueue)
{
	netdev_err(netdev, "hung\n");
}

static const struct net_device_ops demo_ops = {
	.ndo_open = demo_open,
	.ndo_tx_timeout = demo_tx_timeout,
};
