"""How the sample's data file is made from the public sets; see ../README.md for what is taken and what is assumed."""
