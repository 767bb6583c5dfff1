"""The vectors of an Arrow file of one column of fixed-size lists."""

import pyarrow as pa


def read_vectors(path):
    """[n x d] float32, in memory of its own."""
    with pa.memory_map(path) as source:
        column = pa.ipc.open_file(source).read_all().column(0)
    lists = column.combine_chunks()
    values = lists.flatten().to_numpy(zero_copy_only=False)
    return values.reshape(-1, lists.type.list_size).copy()
