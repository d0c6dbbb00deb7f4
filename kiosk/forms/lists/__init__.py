"""Files that hold lists: their bytes to documents of `root/item`."""
