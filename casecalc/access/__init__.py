"""Who may do what: one gate per matter. Outsiders get 404, insiders without the capability 403."""
