"""Write all test vectors from the executable specification: `make vectors`."""

from tests.vectors import write_numeric

write_numeric.main()
