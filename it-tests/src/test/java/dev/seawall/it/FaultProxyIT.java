package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.s3.S3Server;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Meets each fault of the proxy with the storage itself: the other tests rely on both. */
class FaultProxyIT {
    private static final String KEY = "generations/00000000000000aa/wal/00000000_00000000.wal.lz4";
    private static final byte[] CONTENT = new byte[300_000];

    private static S3Server server;

    private FaultProxy proxy;
    private Storage storage;
    private Storage direct;

    @BeforeAll
    static void startServer() throws Exception {
        new Random(1).nextBytes(CONTENT);
        server = S3Server.start();
        server.createBucket("faults");
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        proxy = FaultProxy.before(server);
        storage = S3Server.open(proxy.url("faults", "app"));
        direct = S3Server.open(server.url("faults", "app"));
    }

    @AfterEach
    void close() throws Exception {
        direct.list("", "", object -> delete(object.key()));
        direct.close();
        storage.close();
        proxy.close();
    }

    private void delete(String key) {
        try {
            direct.delete(List.of(key));
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    private PutResult create() throws StorageException {
        return storage.create(KEY, ByteBuffer.wrap(CONTENT));
    }

    private byte[] read(Storage from) throws Exception {
        try (InputStream in = from.read(KEY)) {
            return in.readAllBytes();
        }
    }

    @Test
    void noFault_passesSignedRequestsAndCountsThem() throws Exception {
        assertThat(create()).isEqualTo(PutResult.CREATED);
        assertThat(read(storage)).isEqualTo(CONTENT);
        assertThat(create()).isEqualTo(PutResult.ALREADY_EXISTS);
        assertThat(proxy.requests()).isEqualTo(3);
    }

    @Test
    void delay_isOnlyADelay() throws Exception {
        proxy.play(Fault.delay(Duration.ofMillis(50)));
        assertThat(create()).isEqualTo(PutResult.CREATED);
        assertThat(read(storage)).isEqualTo(CONTENT);
    }

    @Test
    void answers503And429_areBusyAndNothingIsStored() {
        for (Fault fault : new Fault[] {Fault.SLOW_DOWN, Fault.TOO_MANY_REQUESTS}) {
            proxy.play(fault);
            expect(Kind.BUSY, this::create);
            expect(Kind.BUSY, () -> read(storage));
        }
        expect(Kind.NOT_FOUND, () -> read(direct));
    }

    @Test
    void reset_isUnreachableAndNothingIsStored() {
        proxy.play(Fault.RESET);
        expect(Kind.UNREACHABLE, this::create);
        expect(Kind.NOT_FOUND, () -> read(direct));
    }

    @Test
    void requestCut_isUnreachableAndNothingIsStored() {
        proxy.play(Fault.cutRequest(CONTENT.length / 2));
        expect(Kind.UNREACHABLE, this::create);
        expect(Kind.NOT_FOUND, () -> read(direct));
    }

    @Test
    void answerLost_isUnreachableAndTheObjectIsThere() throws Exception {
        proxy.play(Fault.LOST_ANSWER);
        expect(Kind.UNREACHABLE, this::create);
        assertThat(read(direct)).isEqualTo(CONTENT);
    }

    @Test
    void answerCut_isNotTakenForTheWhole() throws Exception {
        create();
        for (long passed : new long[] {0, 1, CONTENT.length / 2, CONTENT.length - 1}) {
            proxy.play(Fault.cutAnswer(passed));
            expect(Kind.UNREACHABLE, () -> read(storage));
        }
    }

    @Test
    void held_waitsUntilReleased() throws Exception {
        Hold hold = new Hold();
        hold.release();
        proxy.play(hold);
        assertThat(create()).isEqualTo(PutResult.CREATED);
        assertThat(hold.isReached()).isTrue();
    }

    @Test
    void shut_isUnreachableUntilOpened() throws Exception {
        proxy.shut();
        expect(Kind.UNREACHABLE, this::create);
        proxy.open();
        assertThat(create()).isEqualTo(PutResult.CREATED);
    }

    private static void expect(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
