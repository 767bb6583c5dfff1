"""Opens the Arrow files named on the command line by pyarrow, checks all of
their values, and prints what is in them as one JSON object."""

import json
import sys

import polars
import pyarrow
from pyarrow import ipc

found = {}
for path in sys.argv[1:]:
    table = ipc.open_file(pyarrow.memory_map(path)).read_all()
    table.validate(full=True)
    columns = {
        name: table[name].to_pylist()
        for name in table.column_names
        if name in ("int8", "bool", "utf8", "dictionary", "list", "d")
    }
    found[path] = {
        "schema": {field.name: str(field.type) for field in table.schema},
        "rows": table.num_rows,
        "columns": columns,
    }
    plain = [name for name in ("int8", "bool", "utf8") if name in columns]
    if plain and table.num_rows > 0:
        frame = polars.read_ipc(path, columns=plain)
        assert frame.to_dict(as_series=False) == {n: columns[n] for n in plain}
print(json.dumps(found))
