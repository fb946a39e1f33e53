package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every verb and option of Litestream 0.3.13 and 0.5 either works, or the answer says what to use. */
class LitestreamSpellingTest {
    private final LitestreamSpelling spelling = new LitestreamSpelling(new Grammar(InstantSource.fixed(CliRun.NOW)));

    @ParameterizedTest
    @CsvSource({
        "generations -config f -no-expand-env app.db, generations --config f --no-expand-env app.db",
        "snapshots -config f app.db, snapshots --config f app.db",
        "wal -generation 0123456789abcdef url, segments --generation 0123456789abcdef url",
        "wal -config=f url, segments --config f url",
        "ltx -json url, segments --json url",
        "databases -json -config f -no-expand-env, databases --json --config f --no-expand-env",
        "replicate app.db s3://b/a s3://b/c, replicate app.db s3://b/a s3://b/c",
        "replicate -config f -exec app, replicate --config f --exec app",
        "replicate -log-level debug a b, replicate --log-level debug a b",
        "replicate -restore-if-db-not-exists a b, replicate --restore-if-missing a b",
        "replicate -once a b, replicate --once a b",
        "restore -o out -generation g url, restore -o out --generation g url",
        "restore -timestamp 2026-01-01T00:00:00Z url, restore --timestamp 2026-01-01T00:00:00Z url",
        "restore -parallelism 4 url, restore --parallelism 4 url",
        "restore -if-db-not-exists -if-replica-exists u, restore --if-db-not-exists --if-replica-exists u",
        "restore -if-db-not-exists=true -json=false url, restore --if-db-not-exists url",
        "restore -dry-run -json url, restore --dry-run --json url",
        "restore -integrity-check full url, restore --check full url",
        "restore --integrity-check=quick url, restore --check quick url",
        "sync -wait -timeout 30 -json app.db, sync --wait --timeout 30s --json app.db",
        "stop -timeout 5 app.db, stop --timeout 5s app.db",
        "start -socket /run/x.sock app.db, start --control unix:/run/x.sock app.db",
        "version -verbose, version",
        "restore -help, restore --help",
        "help, --help",
        "--log-level debug wal url, --log-level debug segments url",
        "-log-level debug wal url, --log-level debug segments url",
        // What is ours stays as it is.
        "restore --json --timestamp -1 wal, restore --json --timestamp -1 wal",
        "replicate --exec -json -- -json, replicate --exec --json -- -json",
        "replicate -exec -json a b, replicate --exec -json a b",
        "version --verbose, version --verbose"
    })
    void line_forLitestream_becomesOurs(String theirs, String ours) {
        assertThat(String.join(" ", spelling.translate(theirs.split(" ")))).isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource({
        "restore -index ff url, --commit",
        "restore -txid=0000000000000001 url, --commit",
        "restore --txid 1 url, timeline",
        "restore -f url, not there yet",
        "restore -follow-interval 1s url, not there yet",
        "restore -force url, move the file away",
        "restore -replica s3 app.db, address",
        "generations -replica s3 app.db, address",
        "ltx -level all url, leave it out",
        "replicate -force-snapshot a b, --snapshot-interval",
        "replicate -enforce-retention a b, --retention",
        "info, timeline",
        "list -json, timeline",
        "register -replica s3://b/a app.db, 'seawall add'",
        "unregister app.db, 'seawall remove'",
        "start -timeout=5 app.db, leave it out",
        "reset app.db, state folder",
        "mcp, no such server"
    })
    void line_withoutACounterpart_saysWhatToUse(String theirs, String named) {
        assertThatThrownBy(() -> spelling.translate(theirs.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(named);
    }

    @Test
    void line_withoutACounterpart_isOneLineAndCodeTwo() {
        CliRun run = CliRun.of("restore", "-index", "ff", "url");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("seawall: -index: ").contains("--commit");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void ltx_isSegments_andSaysSo() {
        spelling.translate("ltx", "url");

        assertThat(spelling.notes()).singleElement().asString().contains("seawall segments");
    }

    @Test
    void json_format_isThatOfTheErrorToo() {
        assertThat(CliRun.of("--log-format", "json", "info").err())
                .startsWith("{")
                .contains("timeline");
    }
}
