"""Write all test vectors from the executable specification: `make vectors`."""

from tests.vectors import write_numeric, write_protocol

write_numeric.main()
write_protocol.main()
