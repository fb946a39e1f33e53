package dev.seawall.copy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.restore.Adjacency;
import dev.seawall.restore.PatientStorage;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Proves that a segment goes on where the one before it ended, whichever of the two replicas that one is in.
 *
 * <p>Stamps prove it. Without them there are only names, and the length of what was copied just now: believed where the
 * replica that is copied from still holds both.
 */
final class Links {
    private final NavigableSet<SegmentName> listed = new TreeSet<>();
    private final Holdings there;
    private final StampReader from;
    private final StampReader to;
    private Optional<Link> last = Optional.empty();

    private record Link(SegmentName name, Optional<SegmentStamp> stamp, OptionalLong endOffsetBytes) {}

    Links(GenerationListing listing, Holdings there, PatientStorage from, PatientStorage to) {
        listing.segments().stream().map(Listed::name).forEach(listed::add);
        this.there = there;
        this.from = new StampReader(from);
        this.to = new StampReader(to);
    }

    /** Remembers what was copied, so that it need not be asked for. */
    void copied(SegmentName name, Optional<SegmentStamp> stamp, long contentBytes) {
        last = Optional.of(new Link(name, stamp, OptionalLong.of(name.offsetBytes() + contentBytes)));
    }

    /** The last segment before this one that either replica holds. */
    Optional<SegmentName> before(SegmentName name) {
        SegmentName here = listed.lower(name);
        SegmentName copied = there.segments().lower(name);
        if (here == null || copied == null) {
            return Optional.ofNullable(here == null ? copied : here);
        }
        return Optional.of(here.compareTo(copied) < 0 ? copied : here);
    }

    /** Tells whether it is in the replica that is copied from. */
    boolean isListed(SegmentName name) {
        return listed.contains(name);
    }

    Optional<SegmentStamp> stamp(SegmentName name) throws IOException {
        return isListed(name) ? from.read(name) : to.read(name);
    }

    /** @throws DamagedReplicaException names what is missing between the two, or what in this one does not fit */
    void require(SegmentName name, Optional<SegmentStamp> stamp) throws IOException {
        Optional<SegmentName> before = before(name);
        if (before.isEmpty()) {
            throw Adjacency.missing(new SegmentName(name.generation(), name.index(), 0).start());
        }
        Link link = link(before.get());
        if (stamp.isPresent() != link.stamp().isPresent()) {
            throw new DamagedReplicaException(
                    name.key(), "stamp", "one in all segments of a generation or in none", "only in some");
        }
        if (stamp.isPresent()) {
            Adjacency.require(link.stamp().orElseThrow(), stamp.get());
        } else if (!isListed(link.name())) {
            // Where it ended is unknown, and what went on there may have been deleted before it was copied.
            throw Adjacency.missing(link.name().start());
        } else {
            // Of one that was there already only the name is known: believed to end where this one begins.
            boolean sameIndex = link.name().index() == name.index();
            Adjacency.requireNames(link.name(), link.endOffsetBytes().orElse(sameIndex ? name.offsetBytes() : 0), name);
        }
    }

    private Link link(SegmentName name) throws IOException {
        if (last.isPresent() && last.get().name().equals(name)) {
            return last.get();
        }
        return new Link(name, stamp(name), OptionalLong.empty());
    }
}
