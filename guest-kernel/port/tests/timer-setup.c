static void demo_expired(unsigned long data)
{
	struct demo *demo = (struct demo *)data;

	demo->expired = true;
}

static void demo_start(struct demo *demo)
{
	setup_timer(&demo->timer, demo_expired, (unsigned long)demo);
	mod_timer(&demo->timer, jiffies + HZ);
}

/* becomes */

static void demo_expired(struct timer_list *t)
{
	struct demo *demo = from_timer(demo, t, timer);

	demo->expired = true;
}

static void demo_start(struct demo *demo)
{
	timer_setup(&demo->timer, demo_expired, 0);
	mod_timer(&demo->timer, jiffies + HZ);
}
