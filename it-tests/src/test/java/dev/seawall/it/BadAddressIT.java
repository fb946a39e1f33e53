package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.it.Cli.Result;
import dev.seawall.storage.s3.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicates to and restores from addresses behind which there is nothing, or not for us. */
class BadAddressIT {
    private static S3Server server;

    @TempDir
    Path folder;

    private Source source;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start();
        server.createBucket("there");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void create() throws Exception {
        source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
    }

    @Test
    void scheme_unknown_isWrongUsage() throws Exception {
        expectBoth(2, "ftp://host/folder", "ftp");
    }

    @Test
    void bucket_missing_isWrongConfiguration() throws Exception {
        expectBoth(3, server.url("elsewhere", "app"), "elsewhere");
    }

    @Test
    void credentials_wrong_areForbidden() throws Exception {
        Map<String, String> wrong = new HashMap<>(S3Server.environment());
        wrong.replaceAll((name, value) -> name.contains("SECRET") ? "wrong" : value);
        Cli cli = new Cli(folder, wrong);
        String url = server.url("there", "app");

        expect(cli, 5, List.of("restore", "-o", target(), url), "there");
        expect(cli, 5, List.of("replicate", source.database().toString(), url), "there");
    }

    @Test
    void replica_empty_isNothingToRestore() throws Exception {
        Cli cli = new Cli(folder, S3Server.environment());

        expect(cli, 4, List.of("restore", "-o", target(), server.url("there", "empty")), "there/empty");
    }

    /** What a boot script asks for: only a storage that answers can say that there is nothing. */
    @Test
    void replica_empty_isToldFromOneThatCannotBeAsked() throws Exception {
        Map<String, String> wrong = new HashMap<>(S3Server.environment());
        wrong.replaceAll((name, value) -> name.contains("SECRET") ? "wrong" : value);
        Cli cli = new Cli(folder, S3Server.environment());

        Result empty = cli.run(boot(server.url("there", "empty"))).expect(0);
        assertThat(empty.out()).startsWith("nothing to do: ").contains("there/empty");
        expect(cli, 3, boot(server.url("elsewhere", "app")), "elsewhere");
        expect(new Cli(folder, wrong), 5, boot(server.url("there", "empty")), "there");
    }

    private List<String> boot(String url) {
        return List.of("restore", "--if-db-not-exists", "--if-replica-exists", "-o", target(), url);
    }

    @Test
    void server_unreachable_isSaidSo() throws Exception {
        Cli cli = new Cli(folder, S3Server.environment());
        FaultProxy proxy = FaultProxy.before(1);
        proxy.shut();
        String url = "s3://there/app?endpoint=http://127.0.0.1:" + proxy.port();

        expect(cli, 5, List.of("restore", "-o", target(), url), "127.0.0.1:" + proxy.port());
    }

    @Test
    void folder_thatCannotBeWritten_isWrongConfiguration() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Cli cli = new Cli(folder, Map.of());

        expect(
                cli,
                3,
                List.of(
                        "replicate",
                        source.database().toString(),
                        file.resolve("replica").toString()),
                file.toString());
    }

    @Test
    void database_thatIsNoDatabase_isRefused() throws Exception {
        Path text = Files.writeString(folder.resolve("letter.txt"), "Dear reader, ".repeat(100));
        Cli cli = new Cli(folder, Map.of());

        expect(
                cli,
                9,
                List.of("replicate", text.toString(), folder.resolve("replica").toString()),
                text.toString());
    }

    private void expectBoth(int code, String url, String named) throws Exception {
        Cli cli = new Cli(folder, S3Server.environment());
        expect(cli, code, List.of("restore", "-o", target(), url), named);
        expect(cli, code, List.of("replicate", source.database().toString(), url), named);
    }

    private void expect(Cli cli, int code, List<String> args, String named) throws Exception {
        Result result = cli.run(args).expect(code);
        assertThat(result.errorLine()).contains(named);
        assertThat(Path.of(target())).doesNotExist();
    }

    private String target() {
        return folder.resolve("restored.db").toString();
    }
}
