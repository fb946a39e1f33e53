package dev.seawall;

import dev.seawall.FleetException.Kind;
import java.util.List;
import java.util.Optional;

/** Refuses members that cannot be in one fleet, before any file of theirs is opened. */
final class Lineup {
    private Lineup() {}

    static void require(List<Member> members) throws FleetException {
        for (int i = 0; i < members.size(); i++) {
            require(members.get(i), members.subList(0, i));
        }
    }

    static void require(Member joining, List<Member> others) throws FleetException {
        Optional<String> clash = joining.clashWithin();
        for (Member other : others) {
            clash = clash.or(() -> other.clashWith(joining));
        }
        if (clash.isPresent()) {
            throw new FleetException(Kind.CLASH, clash.get());
        }
    }
}
