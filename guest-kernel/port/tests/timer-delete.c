static void demo_stop(struct demo *demo)
{
	del_timer(&demo->timer);
	del_timer_sync(&demo->other);
}

/* becomes */

static void demo_stop(struct demo *demo)
{
	timer_delete(&demo->timer);
	timer_delete_sync(&demo->other);
}
