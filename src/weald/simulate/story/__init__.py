"""The demo's school year: who shared, adopted, met, objected and thanked, by the site's own verbs."""
