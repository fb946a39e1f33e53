package dev.seawall.fuzz;

import java.util.List;

class ParserCorpusTest extends CorpusContract {
    @Override
    protected List<FuzzTarget> targets() {
        return ParserTargets.all();
    }
}
