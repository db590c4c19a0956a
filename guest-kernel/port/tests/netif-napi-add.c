static void demo_setup(struct demo *demo)
{
	netif_napi_add(demo->netdev, &demo->napi, demo_poll, 64);
}

/* becomes */

static void demo_setup(struct demo *demo)
{
	netif_napi_add_weight(demo->netdev, &demo->napi, demo_poll, 64);
}
