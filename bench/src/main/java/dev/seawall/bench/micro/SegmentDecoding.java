package dev.seawall.bench.micro;

import static dev.seawall.bench.micro.RecordedWal.PAGE_BYTES_IN_ALL;

import dev.seawall.replica.ObjectReader;
import dev.seawall.replica.SegmentEncoder;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.wal.PageSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Reads an object's content frame by frame as a restore does: stamp, LZ4, hash. Beside it LZ4 alone, and a copy of what
 * comes out.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PAGE_BYTES_IN_ALL)
public class SegmentDecoding {
    @Param({"512", "4096", "65536"})
    private int pageSize;

    private final LZ4SafeDecompressor lz4 = LZ4Factory.fastestInstance().safeDecompressor();
    private SegmentStamp stamp;
    private byte[] object;
    private byte[] frame;
    private byte[] wal;
    private byte[] copy;
    private List<byte[]> blocks;

    @Setup
    public void record() throws IOException, SQLException {
        RecordedWal recorded = RecordedWal.record(pageSize);
        stamp = RecordedSegment.stamp(recorded);
        wal = recorded.bytes();
        copy = new byte[wal.length];
        frame = new byte[new PageSize(pageSize).frameBytes()];
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            encoder.begin(stamp.commits().size());
            encoder.append(wal, 0, wal.length);
            ByteBuffer encoded = encoder.finish(stamp);
            object = new byte[encoded.remaining()];
            encoded.get(object);
        }
        LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
        blocks = new ArrayList<>();
        for (int at = 0; at < wal.length; at += RecordedSegment.BLOCK_BYTES) {
            blocks.add(compressor.compress(wal, at, Math.min(RecordedSegment.BLOCK_BYTES, wal.length - at)));
        }
    }

    @Benchmark
    public long decode() throws IOException {
        long sum = 0;
        try (ObjectReader reader = new ObjectReader(stamp.name(), new ByteArrayInputStream(object))) {
            int n = reader.content().readNBytes(frame, 0, frame.length);
            while (n > 0) {
                sum += n;
                n = reader.content().readNBytes(frame, 0, frame.length);
            }
        }
        return sum;
    }

    @Benchmark
    public int referenceLz4() {
        int at = 0;
        for (byte[] block : blocks) {
            at += lz4.decompress(block, 0, block.length, copy, at);
        }
        return at;
    }

    @Benchmark
    public byte[] referenceCopy() {
        System.arraycopy(wal, 0, copy, 0, copy.length);
        return copy;
    }
}
