"""Public registers that a clinic has downloaded: devices (GUDID), drugs (NDC directory), recalls (openFDA).

Each is a file of its own beside the clinic's database and never in it: millions of public rows would bloat every backup,
and taking them in would hold the one writer up for minutes.
"""
