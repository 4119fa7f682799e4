"""The sample shop: two weeks of real data, credited in README.md, told as if they happened here and now."""
