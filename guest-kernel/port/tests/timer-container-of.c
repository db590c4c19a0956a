static void demo_expired(struct timer_list *t)
{
	struct demo *demo = from_timer(demo, t, timer);

	demo->expired = true;
}

/* becomes */

static void demo_expired(struct timer_list *t)
{
	struct demo *demo = timer_container_of(demo, t, timer);

	demo->expired = true;
}
