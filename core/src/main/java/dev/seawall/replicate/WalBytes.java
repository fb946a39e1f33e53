package dev.seawall.replicate;

import dev.seawall.sqlite.WalFile;
import java.io.IOException;

/**
 * Finds a cycle's bytes where they are: in the spool once the WAL was cut, in the WAL until then.
 *
 * <p>The live file may turn into the next cycle while it is read; whoever reads verifies what came, and asks again.
 */
final class WalBytes {
    private final Tape tape;
    private final Spool spool;
    private final WalFile wal;

    WalBytes(Tape tape, Spool spool, WalFile wal) {
        this.tape = tape;
        this.spool = spool;
        this.wal = wal;
    }

    /** Reads up to {@code length} bytes; fewer where this cycle's bytes are not to be had. */
    int read(long cycle, long offsetBytes, byte[] into, int at, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int n = spool.read(cycle, offsetBytes + done, into, at + done, length - done);
            if (n == 0) {
                break;
            }
            done += n;
        }
        if (done < length && tape.newest().cycle() == cycle) {
            done += wal.read(offsetBytes + done, into, at + done, length - done);
        }
        return done;
    }
}
