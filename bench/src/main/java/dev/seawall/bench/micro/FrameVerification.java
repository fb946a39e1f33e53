package dev.seawall.bench.micro;

import static dev.seawall.bench.micro.RecordedWal.PAGE_BYTES_IN_ALL;

import dev.seawall.wal.FrameChain;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
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
 * Verifies every frame of a WAL, as capture, shipping and restore do.
 *
 * <p>SQLite's checksum is two sums that feed each other, word by word: no processor can do it in parallel, so CRC32C and
 * a copy show what reading the bytes alone would take.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PAGE_BYTES_IN_ALL)
public class FrameVerification {
    @Param({"512", "4096", "65536"})
    private int pageSize;

    private WalHeader header;
    private ByteBuffer wal;
    private byte[] copy;

    @Setup
    public void record() throws IOException, SQLException {
        RecordedWal recorded = RecordedWal.record(pageSize);
        header = recorded.header();
        wal = ByteBuffer.wrap(recorded.bytes()).order(header.checksumOrder());
        copy = new byte[recorded.bytes().length];
    }

    @Benchmark
    public FrameChain verify() throws WalFormatException {
        FrameChain chain = FrameChain.start(header);
        for (int at = WalHeader.BYTES; at < wal.limit(); at += header.pageSize().frameBytes()) {
            chain.accept(wal, at);
        }
        return chain;
    }

    @Benchmark
    public long referenceCrc32c() {
        CRC32C crc = new CRC32C();
        crc.update(wal.array(), 0, wal.limit());
        return crc.getValue();
    }

    @Benchmark
    public byte[] referenceCopy() {
        System.arraycopy(wal.array(), 0, copy, 0, copy.length);
        return copy;
    }
}
