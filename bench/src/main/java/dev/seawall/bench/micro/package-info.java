/**
 * Measures the inner loops with JMH, in GB/s of page content, each beside what the machine does to the same bytes
 * without our work.
 *
 * <p>Read {@link dev.seawall.bench.micro.FrameVerification} and {@link dev.seawall.bench.micro.RecordedWal} first.
 * Every method handles {@link dev.seawall.bench.micro.RecordedWal#PAGE_BYTES_IN_ALL} bytes, whatever the page size, so
 * that operations per nanosecond read as GB/s.
 */
@NullMarked
package dev.seawall.bench.micro;

import org.jspecify.annotations.NullMarked;
