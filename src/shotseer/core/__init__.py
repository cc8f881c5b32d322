"""Plain frozen types, Protocols and errors. Imports the standard library and numpy only."""
