"""Pages, forms, tables and addresses: gate, form, one action or query, response."""
