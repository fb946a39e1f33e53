package dev.seawall.fuzz;

import java.util.List;

/** Not a test by its name: only the profile {@code fuzz} runs it. */
class ParserFuzzing extends FuzzingRun {
    @Override
    protected List<FuzzTarget> targets() {
        return ParserTargets.all();
    }
}
