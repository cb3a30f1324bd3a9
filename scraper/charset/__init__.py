"""How bytes become text: which charset a payload is in, and what it says in that charset."""
