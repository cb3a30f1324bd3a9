"""Measures the product: invented forums of any size, and what each stage costs on them."""
