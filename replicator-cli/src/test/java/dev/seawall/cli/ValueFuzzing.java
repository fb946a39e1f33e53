package dev.seawall.cli;

import dev.seawall.fuzz.FuzzTarget;
import dev.seawall.fuzz.FuzzingRun;
import java.util.List;

/** Not a test by its name: only the profile {@code fuzz} runs it. */
class ValueFuzzing extends FuzzingRun {
    @Override
    protected List<FuzzTarget> targets() {
        return List.of(new MomentFuzzTest(), new DurationFuzzTest(), new ByteSizeFuzzTest(), new CountFuzzTest());
    }
}
