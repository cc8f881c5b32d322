"""One file for each thing a person does; the only place where the parts meet."""
