package dev.seawall.copy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.ObjectReader;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.restore.FetchAhead;
import dev.seawall.restore.PatientStorage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Copies what is missing of one generation, one object after the other; those to come are fetched meanwhile.
 *
 * <p>One at a time is stored, because the order is what keeps the copy whole. At something broken or missing it leaves
 * out what cannot be restored for that, and goes on with the next snapshot.
 */
final class GenerationCopy {
    private final PatientStorage from;
    private final Transfer transfer;
    private final Holdings there;
    private final Links links;
    private final CopyPlanner planner;
    private final Expiry expiry;
    private final Tally tally;
    private final int parallelism;

    /** Says from which index on a snapshot could mend what was found. */
    private static final class Broken extends IOException {
        private static final long serialVersionUID = 1L;

        final transient DamagedReplicaException found;
        final int mendedFrom;

        Broken(DamagedReplicaException found, int mendedFrom) {
            super(found);
            this.found = found;
            this.mendedFrom = mendedFrom;
        }
    }

    GenerationCopy(
            GenerationListing listing,
            Holdings there,
            PatientStorage from,
            PatientStorage to,
            Transfer transfer,
            Tally tally,
            int parallelism) {
        this.from = from;
        this.transfer = transfer;
        this.there = there;
        this.links = new Links(listing, there, from, to);
        this.planner = new CopyPlanner(listing, there, links, from, tally);
        this.expiry = new Expiry(listing, from);
        this.tally = tally;
        this.parallelism = parallelism;
    }

    /** Copies; what is broken is told to the tally. */
    void run() throws IOException {
        OptionalInt floor = OptionalInt.of(0);
        while (floor.isPresent()) {
            try {
                carryOut(planner.plan(floor.getAsInt()));
                return;
            } catch (Broken e) {
                tell(e.found);
                floor = planner.snapshotFrom(e.mendedFrom);
            }
        }
    }

    private void tell(DamagedReplicaException found) throws IOException {
        if (expiry.explains(found)) {
            tally.warn("Retention deleted " + found.key() + " before it was copied: the copy has a gap there. Copy more"
                    + " often than the retention is long.");
        } else {
            tally.damaged(found);
        }
    }

    private void carryOut(CopyPlan plan) throws IOException {
        try (FetchAhead<byte[]> ahead = new FetchAhead<>(
                from, plan.steps(), new AsStored(plan.steps()), parallelism, FetchAhead.defaultBudgetBytes())) {
            for (Listed<? extends ObjectName> step : plan.steps()) {
                Optional<byte[]> fetched = ahead.next();
                if (step.name() instanceof SegmentName segment) {
                    copySegment(plan, step, segment, fetched);
                } else {
                    copySnapshot(plan, step, fetched);
                }
            }
        }
    }

    /** Keeps what is stored: it is copied byte by byte. */
    private record AsStored(List<Listed<? extends ObjectName>> steps) implements FetchAhead.Loader<byte[]> {
        @Override
        public long moreBytes(int i, long mostBytes) {
            return 0;
        }

        @Override
        public byte[] load(int i, InputStream stored, long moreBytes) throws IOException {
            return FetchAhead.whole(steps.get(i), stored);
        }
    }

    private void copySegment(
            CopyPlan plan, Listed<? extends ObjectName> step, SegmentName name, Optional<byte[]> fetched)
            throws IOException {
        Gate gate = new Gate(plan, name);
        try {
            long content = transfer.copy(step, fetched, gate);
            links.copied(name, gate.stamp, content);
            copied(step);
        } catch (DamagedReplicaException e) {
            boolean mayBeginHere = !gate.passed && name.offsetBytes() == 0 && !plan.beginsWith(name);
            throw new Broken(e, mayBeginHere ? name.index() : name.index() + 1);
        }
    }

    private void copySnapshot(CopyPlan plan, Listed<? extends ObjectName> step, Optional<byte[]> fetched)
            throws IOException {
        try {
            transfer.copy(step, fetched, opened -> {});
            copied(step);
        } catch (DamagedReplicaException e) {
            if (plan.hangsOn(step.name())) {
                throw new Broken(e, step.name().index() + 1);
            }
            tally.damaged(e);
        }
    }

    private void copied(Listed<? extends ObjectName> step) {
        there.add(step);
        tally.copied(step.sizeBytes());
    }

    /** Lets a segment pass that goes on where the one before it ended. */
    private final class Gate implements Transfer.Gate {
        private final CopyPlan plan;
        private final SegmentName name;
        private Optional<SegmentStamp> stamp = Optional.empty();
        private boolean passed;

        Gate(CopyPlan plan, SegmentName name) {
            this.plan = plan;
            this.name = name;
        }

        @Override
        public void pass(ObjectReader opened) throws IOException {
            stamp = opened.segmentStamp();
            if (!plan.beginsWith(name)) {
                links.require(name, stamp);
            }
            passed = true;
        }
    }
}
