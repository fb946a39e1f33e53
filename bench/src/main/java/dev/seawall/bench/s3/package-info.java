/**
 * An S3 server for the benchmarks, with a network's latency in front of it.
 *
 * <p>Read {@link dev.seawall.bench.s3.S3Application} first. It is a process of its own, so that what it takes of the
 * machine is not counted as Seawall's; on the same cores it slows us down all the same, which is why the time that it takes
 * for a request stands in each report.
 */
@NullMarked
package dev.seawall.bench.s3;

import org.jspecify.annotations.NullMarked;
