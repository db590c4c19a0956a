static long pin(unsigned long start, struct page **pages, struct vm_area_struct **areas)
{
	if (areas)
		return get_user_pages(start, 1, FOLL_WRITE, pages, areas);
	return get_user_pages(start, 1, FOLL_WRITE, pages, NULL);
}

/* becomes */

static long pin(unsigned long start, struct page **pages, struct vm_area_struct **areas)
{
	if (areas)
		return get_user_pages(start, 1, FOLL_WRITE, pages, areas);
	return get_user_pages(start, 1, FOLL_WRITE, pages);
}
