package dev.seawall.bench.micro;

import static dev.seawall.bench.micro.RecordedWal.PAGE_BYTES_IN_ALL;

import dev.seawall.replica.SegmentEncoder;
import dev.seawall.replica.SegmentStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Turns WAL bytes into an object: LZ4 in blocks, the hash over the content, the stamp. Beside it LZ4 alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PAGE_BYTES_IN_ALL)
public class SegmentEncoding {
    @Param({"512", "4096", "65536"})
    private int pageSize;

    private final LZ4Compressor lz4 = LZ4Factory.fastestInstance().fastCompressor();
    private SegmentEncoder encoder;
    private SegmentStamp stamp;
    private ByteBuffer wal;
    private byte[] compressed;

    @Setup
    public void record() throws IOException, SQLException {
        RecordedWal recorded = RecordedWal.record(pageSize);
        stamp = RecordedSegment.stamp(recorded);
        wal = ByteBuffer.wrap(recorded.bytes());
        encoder = new SegmentEncoder();
        compressed = new byte[lz4.maxCompressedLength(RecordedSegment.BLOCK_BYTES)];
    }

    @TearDown
    public void close() {
        encoder.close();
    }

    @Benchmark
    public ByteBuffer encode() {
        encoder.begin(stamp.commits().size());
        encoder.append(wal.array(), 0, wal.limit());
        return encoder.finish(stamp);
    }

    @Benchmark
    public int referenceLz4() {
        int sum = 0;
        for (int at = 0; at < wal.limit(); at += RecordedSegment.BLOCK_BYTES) {
            int length = Math.min(RecordedSegment.BLOCK_BYTES, wal.limit() - at);
            sum += lz4.compress(wal.array(), at, length, compressed, 0);
        }
        return sum;
    }
}
