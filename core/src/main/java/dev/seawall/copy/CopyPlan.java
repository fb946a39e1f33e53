package dev.seawall.copy;

import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.SegmentName;
import java.util.List;
import java.util.OptionalInt;

/**
 * Says what is to be copied of a generation, in order.
 *
 * @param begin the index at which the chain begins anew, with a snapshot; empty if it goes on from what is there
 */
record CopyPlan(List<Listed<? extends ObjectName>> steps, OptionalInt begin) {
    CopyPlan {
        steps = List.copyOf(steps);
    }

    boolean beginsWith(SegmentName segment) {
        return segment.offsetBytes() == 0 && begin.isPresent() && begin.getAsInt() == segment.index();
    }

    boolean hangsOn(ObjectName snapshot) {
        return begin.isPresent() && begin.getAsInt() == snapshot.index();
    }
}
