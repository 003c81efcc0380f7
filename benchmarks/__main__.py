"""Run the benchmarks of codec and aggregation: `make bench`."""

from benchmarks import bench_aggregation, bench_codec

bench_codec.main()
print()
bench_aggregation.main()
