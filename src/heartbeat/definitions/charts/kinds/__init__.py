"""One module for each family of charts; every chart in them is found by itself."""
